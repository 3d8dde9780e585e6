import { classOf, SEPARATOR } from './classes';
import { hashOfWord } from './words';

/** English words that people write every day and that other words are made of, short ones: `pay` and `day`. */
const words = `a about act add after again age ago air all also am an and any are arm art as ask at away back bad bag ball bank
bar base bat be bean bed been bell best bet big bill bit black blow blue board boat body bone book boot boss both bow box boy break bus
but buy by call came can cap car card care cart case cash cat cold come cook cool corn could cow crew crow cup cut dad dark data day dead
deal dear did do dog done door down draw drink drive drop dry dust each ear earth east easy eat egg end ever eye face fact fall far farm
fast father feel feet field find fine fire first fish flag flat fly foot for form four free friend from front full fun game gate get girl
give glass go goal gold good got great green ground group grow gun had hair half hall hand hard has hat have he head hear heart help her
here high hill him his hit hold hole home hook hop horse hot house how i ice if in ink into is it its jack job just keep key kick kind king
knee know lady lamp land last late law lay lead leaf leg less let life lift light like line lip list little live lock long look lost lot love
low made mail main make man many map mark master mate may me meal mean meat meet men milk mill mind mine more most mother mouth much must my
nail name near neck need net never new news next night no none noon nor north nose not note now nut oak of off oil old on once one only open
or other our out over own pack pad page pain pan paper part pass past path pay pea pen pet pick pig pin pine pipe place plan play pot power
press pull push put race rail rain ran read red rest rice ride right ring road rock room root rope rose round row rub run safe said sail salt
same sand saw say sea seat see self sell send set she ship shirt shoe shop short shot show shut side sign silk sit skin sky sleep slip slow
snow so soap some son song soon sour south spoon spot stand star state stay step stick still stone stop storm sun sure table tail take talk
tea tell ten than that the their them then there these they thin thing think this those three through throw tie time tin to toe told too took
tool top town toy tree trip true try tub turn two under up us use very wait walk wall want war warm was wash watch water wave way we wear
week well went were west wet what wheel when where which while white who whole why wide wife will win wind wine wing wish with woman wood word
work world worm would write year yes yet you young your`;

/** Made when a policy first asks: hashing them takes a millisecond or two. */
let hashes: ReadonlySet<number> | undefined;

/** Whether a word is one of them, by its hash in `Words`. */
export function isOrdinary(hash: number): boolean {
  hashes ??= new Set(words.split(/\s+/).map(hashOf));
  return hashes.has(hash);
}

function hashOf(word: string): number {
  const classes = [...word].map((letter) => classOf(letter.charCodeAt(0))).filter((each) => each > SEPARATOR);
  return hashOfWord(classes.filter((each, at) => each !== classes[at - 1]));
}
