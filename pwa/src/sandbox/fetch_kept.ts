/** Fetches code that a plugin requires, through the host's broker, which keeps it for when its host can't be reached. */

/** @throws Error naming the address. */
export async function fetchKept(url: string): Promise<string> {
  const keep: RequestInit & { readonly coverslipKeep: true } = { coverslipKeep: true };
  const response = await fetch(url, keep).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The requirement ${url} could not be fetched: ${why}`, { cause: error });
  });
  if (!response.ok) throw new Error(`The requirement ${url} could not be fetched (HTTP ${response.status}).`);
  return response.text();
}
