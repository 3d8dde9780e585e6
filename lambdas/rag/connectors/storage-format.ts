import { Parser } from 'htmlparser2';

/** Elements whose text is a setting of a macro and not what people read. */
const SETTINGS = new Set(['ac:parameter', 'ac:task-id', 'ac:task-uuid', 'ac:task-status', 'ri:page', 'ri:attachment']);
const VOID = new Set(['br', 'hr', 'img', 'col']);

/**
 * Confluence's storage format as plain HTML: macros are unwrapped to what they hold, their settings left out, and code kept as it is.
 *
 * @param storage XHTML with elements of the namespaces `ac` and `ri`
 */
export function storageToHtml(title: string, storage: string): string {
  const out: string[] = [];
  let settings = 0;
  const write = (text: string) => void (settings === 0 && out.push(text));
  const parser = new Parser(
    {
      onopentag(name) {
        if (SETTINGS.has(name)) settings += 1;
        else if (name === 'ac:plain-text-body') write('<pre>');
        else if (!name.includes(':')) write(`<${name}>`);
      },
      ontext: (text) => write(escapeHtml(text)),
      onclosetag(name) {
        if (SETTINGS.has(name)) settings -= 1;
        else if (name === 'ac:plain-text-body') write('</pre>');
        else if (!name.includes(':') && !VOID.has(name)) write(`</${name}>`);
      },
    },
    { recognizeCDATA: true, recognizeSelfClosing: true, decodeEntities: true },
  );
  parser.end(storage);
  const name = escapeHtml(title);
  return `<!doctype html><html><head><meta charset="utf-8"><title>${name}</title></head><body><h1>${name}</h1>${out.join('')}</body></html>`;
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '&quot;');
