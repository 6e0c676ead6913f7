/** The words of parts that are fetched when they are first shown: the rest of the catalogue in `strings.ts`. */
import { bytes, count } from './format.js';

export const laterStrings = {
  viewer: { zoomIn: 'Zoom in', zoomOut: 'Zoom out' },
  marks: {
    title: 'What is promised here',
    of: {
      sealed:
        'It runs in a sandbox of its own, with no way to any network and no access to this app’s storage. Every build is tested for it with a hostile plugin that tries to get out.',
      granted:
        'You granted it more than computing; the app checks each of its requests against what you granted, and lists it. Its sandbox has no other way out, and no access to this app’s storage.',
      window:
        'It runs in the frame of a window, without access to this app’s storage, and what it fetches is checked against what you granted. A browser’s frame has more ways out than a worker has, so it is not called sealed.',
    },
    plugins: (names: readonly string[]) => `So marked: ${names.join(', ')}.`,
    sealedAll: 'All plugins are sealed.',
    offlineTitle: 'Works offline',
    offlineReady:
      'Everything the app and its plugins need is saved in this browser, and each file was checked against its sha256. You can switch the network off now.',
    offlineNeeds: (plugins: readonly string[]) =>
      `The app is saved in this browser, each file checked against its sha256: it starts with no network. Not saved yet is what ${plugins.length === 1 ? 'this plugin needs' : 'these plugins need'}: ${plugins.join(', ')}.`,
    savePlugins: 'Save that, too',
    offlineSaving:
      'Files for working offline are being saved, each checked against its sha256. The app already works while you are online.',
    offlineIncomplete: (missing: number) =>
      `${count(missing, 'file')} still ${missing === 1 ? 'has' : 'have'} to be saved before everything works offline. They are fetched when you are online.`,
    missing: 'What is missing',
    offlineUnsupported:
      'This browser gives pages no way to work offline, or the page is not served over https. Everything works while you are online.',
    storageTitle: 'Kept storage',
    storageKept: 'The browser answered that it keeps this app’s files, even when space gets short.',
    storageRefused:
      'The browser answered that it may remove this app’s files when space gets short. Installing the app, or using it more often, usually changes that.',
    storageUnasked: 'The browser has not been asked yet whether it will keep this app’s files when space gets short.',
    ask: 'Ask to keep them',
    isolation: (isolated: boolean) =>
      isolated ? 'Stopping a run is immediate.' : 'Stopping a run restarts its plugin.',
    version: (version: string) => `Version ${version}`,
  },
  questions: {
    install: (name: string) => `Install ${name}?`,
    replace: (name: string, version: string, old: string) =>
      version === old ? `Install ${name} again?` : `Replace ${name} ${old} by ${version}?`,
    installButton: 'Install',
    allow: 'Allow',
    notNow: 'Not now',
    version: 'Version',
    authors: 'By',
    licence: 'Licence',
    source: 'From',
    hash: 'sha256',
    hashCopy: 'Copy the full sha256',
    hashShow: 'Show all of it',
    copied: 'Copied',
    size: 'Size',
    sizes: (size: number, packages: number) =>
      packages > 0
        ? `${bytes(size)}, and ${bytes(packages)} of Python packages to fetch once`
        : `${bytes(size)}, nothing else to fetch`,
    needs: 'Uses',
    sealed: 'Sealed. It can’t reach any network, so nothing you open with it can leave this device.',
    framed:
      'It asks for nothing. It runs in the frame of a window, which has more ways out than the sandbox of other plugins, so it is not called sealed.',
    asks: 'It asks to:',
    asksNow: 'This version asks to:',
    brings: 'These plugins come with it:',
    asksMore: 'It is installed, and now asks to:',
    asksMoreHint: 'What you allow holds from now on. You can take it back under Permissions.',
    wants: (name: string) => `${name} wants to do more`,
    granted: (granted: number, asked: number) =>
      granted === 0
        ? 'Nothing is granted. What needs it will say so.'
        : granted === asked
          ? 'Untick what it should not do. You can change this at any time under Permissions.'
          : `${granted} of ${asked} granted. What needs the others will say so.`,
    from: (name: string) => `${name} says`,
    asksYou: (name: string) => `${name} asks`,
    ok: 'OK',
    yes: 'Yes',
    no: 'No',
    cancel: 'Cancel',
    answer: 'Your answer',
  },
} as const;
