/** The workers that write large files and hash them, bundled first and put in as text by the build. */
declare module 'virtual:assets-hasher' {
  const text: string;
  export default text;
}
declare module 'virtual:assets-writer' {
  const text: string;
  export default text;
}
