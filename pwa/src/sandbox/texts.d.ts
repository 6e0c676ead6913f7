/** Scripts of the sandbox, bundled first and put in as text by the build. */
declare module 'virtual:sandbox-frame' {
  const text: string;
  export default text;
}
declare module 'virtual:sandbox-gate' {
  const text: string;
  export default text;
}
declare module 'virtual:sandbox-script' {
  const text: string;
  export default text;
}
declare module 'virtual:sandbox-worker' {
  const text: string;
  export default text;
}
declare module 'virtual:sandbox-window' {
  const text: string;
  export default text;
}
/** Libraries that a page from elsewhere asks for; npm's files, as they are. */
declare module 'virtual:imjoy-rpc-0.5.9' {
  const text: string;
  export default text;
}
declare module 'virtual:imjoy-rpc-0.5.59' {
  const text: string;
  export default text;
}
