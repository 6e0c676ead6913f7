/** What ImJoy's api asks the person: alerts, questions, and forms in a dialog. */
import { type Api, type Caller, isRecord, text } from '../host/index.js';
import type { ImJoyServices, Message } from './api_services.js';
import { type AnyFunction, named } from './arguments.js';

export function dialogsOf(
  createWindow: Api['createWindow'],
  caller: Caller,
  services: ImJoyServices,
): { [name: string]: AnyFunction } {
  return {
    alert: async (given: unknown) => services.alert(caller, message('alert', given)),
    confirm: async (given: unknown) => services.confirm(caller, message('confirm', given)),
    prompt: async (given: unknown, value?: unknown) => {
      const first = isRecord(given) ? (given.placeholder ?? given.default ?? value) : value;
      return services.prompt(caller, message('prompt', given), first == null ? '' : text('prompt', first));
    },
    showDialog: async (given: unknown, more?: unknown) => {
      const fields =
        typeof given === 'string' ? { ...(isRecord(more) ? more : {}), type: given } : named('showDialog', given, more);
      const ui = fields.ui ?? (fields.type === 'joy' && isRecord(fields.data) ? fields.data.ui : undefined);
      if (ui === undefined) return createWindow({ ...fields, as_dialog: true });
      const [{ readJoy }, { paramOf }] = await Promise.all([import('./joy.js'), import('./joy_params.js')]);
      const joy = readJoy(ui);
      const params = joy.fields.flatMap((field) => paramOf(field) ?? []);
      const title =
        typeof fields.name === 'string' ? fields.name : typeof fields.title === 'string' ? fields.title : '';
      const values = await services.form(caller, title, joy.text, params);
      if (values === null) throw new Error('The person closed the dialog without an answer.');
      return values;
    },
  };
}

/** A text, or `{title, content, …}`; what holds tags is HTML. */
function message(fn: string, given: unknown): Message {
  const fields = isRecord(given) ? given : {};
  const body = text(fn, isRecord(given) ? (given.content ?? given.message ?? given.text ?? '') : given);
  const word = (name: string) => (typeof fields[name] === 'string' ? (fields[name] as string) : '');
  const isHtml = /<[a-z][^>]*>|&[a-z]+;|&#\d+;/i.test(body);
  return {
    title: word('title'),
    text: isHtml ? '' : body,
    html: isHtml ? body : '',
    confirmText: word('confirm_text'),
    cancelText: word('cancel_text'),
  };
}
