"""What the tests hide in the host's storage, and how they look whether somebody was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .engine import Tab

HIDDEN = "the-patient-is-Ada"

_HIDE = """
const secret = args[0];
localStorage.setItem('secret', secret);
sessionStorage.setItem('secret', secret);
document.cookie = `secret=${secret}; SameSite=Strict`;
await new Promise((done, fail) => {
  const request = indexedDB.open('secret');
  request.onupgradeneeded = () => request.result.createObjectStore('secret');
  request.onerror = () => fail(request.error);
  request.onsuccess = () => {
    const change = request.result.transaction('secret', 'readwrite');
    change.objectStore('secret').put(secret, 'secret');
    change.oncomplete = () => { request.result.close(); done(); };
  };
});
await (await caches.open('secret')).put('https://secret.invalid/secret', new Response(secret));
try {
  const file = await (await navigator.storage.getDirectory()).getFileHandle('secret', {create: true});
  const stream = await file.createWritable();
  await stream.write(secret);
  await stream.close();
} catch (error) {
  // WebKitGTK has no private files: then nobody can steal one.
}
window.heard = [];
const channel = new BroadcastChannel('secret');
channel.onmessage = (event) => { window.heard.push(event.data); channel.postMessage(secret); };
"""

_INSPECT = """
const found = {heard: window.heard, local: localStorage.getItem('secret'), stolen: []};
if (localStorage.getItem('stolen') !== null) found.stolen.push('localStorage');
if ((await caches.keys()).includes('stolen')) found.stolen.push('caches');
found.cached = await (await caches.match('https://secret.invalid/secret'))?.text();
const bases = (await indexedDB.databases()).map((each) => each.name);
if (bases.includes('stolen')) found.stolen.push('indexedDB');
found.indexed = bases.includes('secret');
try {
  const folder = await navigator.storage.getDirectory();
  for await (const name of folder.keys()) if (name === 'stolen') found.stolen.push('file');
} catch (error) {
  // No private files here, so none was made.
}
return found;
"""


def hide(tab: Tab) -> None:
    """Put the secret into every storage of the page's origin, and answer with it on a channel."""
    tab.evaluate(_HIDE, HIDDEN)


def traces(tab: Tab) -> dict[str, object]:
    """What became of the secret: what was heard on the channel, what is still there, what was put there."""
    found = tab.evaluate(_INSPECT)
    assert isinstance(found, dict)
    return found


UNTOUCHED = {"heard": [], "local": HIDDEN, "stolen": [], "cached": HIDDEN, "indexed": True}
