/** What the browser can't be trusted with. */

/**
 * Whether this browser lets a WebSocket's host send it on to another one, whatever the policy says. The standard forbids
 * it; WebKit's port for GTK does it, and no script can tell WebKit's ports apart for sure.
 */
export function followsSockets(agent: string = navigator.userAgent): boolean {
  return agent.includes('AppleWebKit/') && !/Chrom(e|ium)\//.test(agent);
}
