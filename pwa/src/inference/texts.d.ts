/** The inference worker, bundled first and put in as text by the build. */
declare module 'virtual:inference-worker' {
  const text: string;
  export default text;
}
