/** The one build of dockview that carries its styles has no types of its own; they are the package's. */
declare module 'dockview-core/dist/dockview-core.js' {
  export * from 'dockview-core';
}
