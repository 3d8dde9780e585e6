/** Elements whose content is no text of a page: programs, forms, navigation. */
const dropped = new Set(
  'script style noscript template nav svg canvas iframe object embed audio video select option button textarea datalist dialog map'.split(
    ' ',
  ),
);
const droppedRoles = new Set(['navigation', 'search', 'banner', 'contentinfo', 'menu', 'menubar', 'toolbar', 'dialog']);

/** Elements that begin a line of their own. */
const blocks = new Set(
  'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

const hidingStyle =
  /(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|(?:font-size|opacity|max-height)\s*:\s*0(?![.\d]*[1-9]))/i;

export const isBlock = (name: string): boolean => blocks.has(name);

/** Whether a person does not see an element, or sees it on every page of a site. */
export function isDropped(name: string, attributes: Readonly<Record<string, string>>, inArticle: boolean): boolean {
  if (dropped.has(name) || (name === 'footer' && !inArticle)) return true;
  const { hidden, role, style, 'aria-hidden': ariaHidden } = attributes;
  if (hidden !== undefined && hidden !== 'until-found') return true;
  return ariaHidden === 'true' || droppedRoles.has(role ?? '') || (style !== undefined && hidingStyle.test(style));
}

export const headingLevel = (name: string): number | undefined =>
  /^h[1-6]$/.test(name) ? Number(name.slice(1)) : undefined;
