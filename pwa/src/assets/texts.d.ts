/** The worker that writes large files, bundled first and put in as text by the build. */
declare module 'virtual:assets-writer' {
  const text: string;
  export default text;
}
