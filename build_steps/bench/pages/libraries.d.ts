/** Libraries that the benchmark measures against and that bring no types of what it uses. */
declare module 'imjoy-rpc/src/rpc.js' {
  export class RPC {
    constructor(connection: object, config: object);
    setInterface(api: object): Promise<void>;
    requestRemote(): void;
    getRemote(): { nothing(): Promise<null>; echo(value: unknown): Promise<unknown> };
    on(event: string, handler: () => void): void;
  }
}
declare module 'imjoy-rpc/src/utils.js' {
  export class MessageEmitter {
    _fire(event: string, data?: unknown): void;
  }
}
declare module 'hypha-rpc' {
  export class RPC {
    constructor(connection: object, options: object);
    get_remote_service(
      uri: string,
      options: object,
    ): Promise<{ nothing(): Promise<null>; echo(value: unknown): Promise<unknown> }>;
  }
}
