/** Scripts of the sandbox, bundled first and put in as text by the build. */
declare module 'virtual:sandbox-frame' {
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
