/** The errors of the app: tagged classes with typed fields. A message says what happened, to what, and what to do. */

/** What every error of ours has: a tag to switch over, and the cause. */
export abstract class CoverslipError extends Error {
  abstract readonly tag: string;
}

/** A link, plugin header, manifest or message that can't be read. `where` names the field or line. */
export class FormatError extends CoverslipError {
  readonly tag = 'format';
  constructor(
    message: string,
    readonly where: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'FormatError';
  }
}

/** Bytes whose sha256 is not the one that was asked for. */
export class HashMismatch extends CoverslipError {
  readonly tag = 'hash';
  constructor(
    readonly source: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(
      `${source} is not the file that was asked for: its sha256 is ${actual}, expected ${expected}. It was not used. Ask whoever sent the link for a new one, or reload the page if it is part of the app.`,
    );
    this.name = 'HashMismatch';
  }
}

/** A file that could not be fetched. */
export class FetchError extends CoverslipError {
  readonly tag = 'fetch';
  constructor(
    message: string,
    readonly source: string,
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'FetchError';
  }
}

/** No space left in this browser's storage. */
export class StorageFull extends CoverslipError {
  readonly tag = 'storage';
  constructor(
    readonly source: string,
    readonly needed: number,
    readonly free: number | null,
    { remedy, ...options }: ErrorOptions & { readonly remedy?: string } = {},
  ) {
    super(
      `This browser has no room to keep ${source} (${Math.ceil(needed / 1e6)} MB needed${free === null ? '' : `, ${Math.floor(free / 1e6)} MB free`}). ${remedy ?? 'It is used now and fetched again next time; free some space to keep it offline.'}`,
      options,
    );
    this.name = 'StorageFull';
  }
}

/** A call that was stopped by the person or by its caller. */
export class Cancelled extends CoverslipError {
  readonly tag = 'cancelled';
  constructor(message = 'The run was stopped.', options?: ErrorOptions) {
    super(message, options);
    this.name = 'Cancelled';
  }
}

/** The other side of a call is gone. */
export class PeerClosed extends CoverslipError {
  readonly tag = 'peer';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PeerClosed';
  }
}

/** A call that took longer than its caller allowed. */
export class TimedOut extends CoverslipError {
  readonly tag = 'timeout';
  constructor(
    message: string,
    readonly milliseconds: number,
  ) {
    super(message);
    this.name = 'TimedOut';
  }
}

/** An error that the other side raised. `type` is its class there, `traceback` its stack there. */
export class RemoteError extends CoverslipError {
  readonly tag = 'remote';
  constructor(
    readonly type: string,
    message: string,
    readonly traceback: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = type;
  }
}

/** A sandbox that could not start, or that ended by itself. */
export class SandboxError extends CoverslipError {
  readonly tag = 'sandbox';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxError';
  }
}

/** Plugins that wait for one another to start. `names` is the ring; its first is its last, too. */
export class DependencyCycle extends CoverslipError {
  readonly tag = 'cycle';
  constructor(readonly names: readonly string[]) {
    super(
      `These plugins wait for one another to start: ${names.join(' → ')}. One of them has to ask for the other when it runs, not while it starts (setup).`,
    );
    this.name = 'DependencyCycle';
  }
}

/** The person said no. */
export class Refused extends CoverslipError {
  readonly tag = 'refused';
  constructor(message: string) {
    super(message);
    this.name = 'Refused';
  }
}

/** The kinds of ONNX Runtime's own errors: the classes that it has in Python. */
export type ModelFault =
  | 'Fail'
  | 'InvalidArgument'
  | 'NoSuchFile'
  | 'NoModel'
  | 'EngineError'
  | 'RuntimeException'
  | 'InvalidProtobuf'
  | 'ModelLoaded'
  | 'NotImplemented'
  | 'InvalidGraph'
  | 'EPFail';

/** A model that can't be loaded or run, or what was given to it. Its name is the fault, which callers elsewhere read. */
export class ModelError extends CoverslipError {
  readonly tag = 'model';
  constructor(
    readonly fault: ModelFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = fault;
  }
}
