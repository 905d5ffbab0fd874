// Checks an exported vote with code of its own: nothing here may import the server, or one bug would hide in both.
import { createHash } from 'node:crypto';

/** What is wrong, and in which line of the file (the header is line 1). */
export interface Finding {
  readonly line: number;
  readonly problem: string;
}

export interface VoteReport {
  readonly pollId: string;
  readonly title: string;
  readonly ballots: number;
  readonly roll: number;
  readonly outcome: string;
  /** What the ballots and the figures of the hall say together. */
  readonly counts: readonly (readonly [string, number])[];
  /** The list's last hash: it stands in the meeting's log and on the screens. */
  readonly listHash: string;
  readonly findings: readonly Finding[];
}

type Fields = Record<string, unknown>;
type Counts = Map<string, number>;

const headerKeys = ['format', 'version', 'meetingId', 'pollId', 'hash', 'exportedAt', 'vote', 'roll', 'list', 'seal'];
const rollKeys = ['voter', 'isEntitled', 'isPresent', 'by', 'hasVoted', 'hash'];
const paperKeys = ['place', 'receipt', 'voter', 'choice', 'hash'];
const mostFindings = 50;

/** JSON with the members of every object sorted by UTF-16 code unit and no white space, as RFC 8785 orders them. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => sortedJson(one)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, one]): readonly [string, string] => [key, sortedJson(one)]);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const asFields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const same = (one: unknown, other: unknown): boolean => sortedJson(one) === sortedJson(other);

/** The line's object when it is exactly what the exporter would have written, else what is wrong with it. */
function parseLine(text: string, keys: readonly string[]): Fields | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'the line is not JSON';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'the line is not an object';
  // White space or a member named twice would be a second reading of the same line.
  if (JSON.stringify(parsed) !== text) return 'the line is not written as the exporter writes';
  const found = Object.keys(parsed);
  if (found.length !== keys.length || keys.some((key) => !found.includes(key))) return 'the line has other fields';
  return parsed as Fields;
}

/** Choices that a ballot of the question may name. */
function keysOf(question: Fields): readonly string[] {
  if (question['kind'] === 'yesNo') return ['yes', 'no'];
  return asList(question['options']).map((one) => String(asFields(one)['optionId']));
}

function isSelection(chosen: readonly unknown[], question: Fields, least: number, most: number): boolean {
  const known = keysOf(question);
  const fits = chosen.length >= Math.max(1, least) && chosen.length <= most;
  return fits && new Set(chosen).size === chosen.length && chosen.every((one) => known.includes(String(one)));
}

/** Whether a ballot could have been cast. */
function isBallot(question: Fields, choice: Fields): boolean {
  const { kind } = choice;
  const all = keysOf(question).length;
  if (kind === 'abstain') return question['canAbstain'] === true;
  switch (question['kind']) {
    case 'yesNo':
      return kind === 'yesNo' && (choice['answer'] === 'yes' || choice['answer'] === 'no');
    case 'single':
      return kind === 'options' && isSelection(asList(choice['optionIds']), question, 1, 1);
    case 'multiple': {
      const [least, most] = [Number(question['min']), Number(question['max'])];
      return kind === 'options' && isSelection(asList(choice['optionIds']), question, least, most);
    }
    case 'ranking':
      return kind === 'ranking' && isSelection(asList(choice['order']), question, all, all);
    case 'rating': {
      const ratings = Object.entries(asFields(choice['ratings']));
      const [lowest, highest] = [Number(question['lowest']), Number(question['highest'])];
      const isOnScale = ratings.every(([, one]) => isCount(one) && one >= lowest && one <= highest);
      return kind === 'rating' && isOnScale && isSelection(Object.keys(asFields(choice['ratings'])), question, 1, all);
    }
    case 'statements': {
      const answers = asFields(choice['answers']);
      const isSaid = Object.values(answers).every((one) => ['agree', 'disagree', 'pass'].includes(String(one)));
      return kind === 'statements' && isSaid && isSelection(Object.keys(answers), question, 1, all);
    }
    default:
      return kind === 'text' && isText(choice['text']) && choice['text'] !== '';
  }
}

/** First places among those who are left; what the rounds of an elimination are made of. */
function firstPlaces(orders: readonly (readonly string[])[], left: readonly string[]): Counts {
  const counts: Counts = new Map(left.map((id) => [id, 0]));
  for (const order of orders) {
    const first = order.find((id) => counts.has(id));
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return counts;
}

/** Winner of a ranking by elimination; several are a tie that nothing resolves. */
function winners(orders: readonly (readonly string[])[], ids: readonly string[]): readonly string[] {
  let left = [...ids];
  while (orders.length > 0) {
    const ranked = [...firstPlaces(orders, left)].sort(([, one], [, other]) => one - other);
    const [top, most] = ranked.at(-1) ?? ['', 0];
    if (2 * most > orders.length) return [top];
    const least = ranked[0]?.[1] ?? 0;
    const last = ranked.filter(([, votes]) => votes === least);
    const next = ranked[last.length];
    if (last.length > 1 && (!next || least * last.length >= next[1])) return left;
    left = left.filter((id) => !last.some(([gone]) => gone === id));
  }
  return [];
}

function highest(counts: Counts): readonly string[] {
  const top = Math.max(0, ...counts.values());
  return top === 0 ? [] : [...counts].filter(([, one]) => one === top).map(([id]) => id);
}

/** Everything that can be counted from the ballots alone. */
class Count {
  readonly counts: Counts;
  readonly ratings = new Map<string, { sum: number; raters: number }>();
  readonly statements = new Map<string, Record<string, number>>();
  readonly orders: string[][] = [];
  readonly #question: Fields;
  ballots = 0;
  abstain = 0;

  constructor(question: Fields) {
    this.#question = question;
    this.counts = new Map(keysOf(question).map((id) => [id, 0]));
    for (const id of this.counts.keys()) {
      this.ratings.set(id, { sum: 0, raters: 0 });
      this.statements.set(id, { agree: 0, disagree: 0, pass: 0 });
    }
  }

  add(choice: Fields): void {
    this.ballots++;
    const bump = (id: string): unknown => this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    if (choice['kind'] === 'abstain') this.abstain++;
    else if (choice['kind'] === 'yesNo') bump(String(choice['answer']));
    else if (choice['kind'] === 'options') asList(choice['optionIds']).forEach((id) => bump(String(id)));
    else if (choice['kind'] === 'ranking') {
      const order = asList(choice['order']).map(String);
      this.orders.push(order);
      bump(order[0] ?? '');
    }
    for (const [id, answer] of Object.entries(asFields(choice['answers']))) {
      const of = this.statements.get(id) ?? {};
      of[String(answer)] = (of[String(answer)] ?? 0) + 1;
    }
    for (const [id, points] of Object.entries(asFields(choice['ratings']))) {
      const figures = this.ratings.get(id);
      if (figures) Object.assign(figures, { sum: figures.sum + Number(points), raters: figures.raters + 1 });
    }
  }

  points(): Counts {
    const all = this.counts.size;
    return new Map([...this.counts.keys()].map((id) => [id, this.#sum((order) => all - 1 - order.indexOf(id))]));
  }

  #sum(worth: (order: readonly string[]) => number): number {
    return this.orders.reduce((sum, order) => sum + worth(order), 0);
  }

  leaders(totals: Counts): readonly string[] {
    const { kind, method } = this.#question;
    if (kind === 'single' || kind === 'multiple') return highest(totals);
    if (kind === 'ranking')
      return method === 'points' ? highest(this.points()) : winners(this.orders, [...this.counts.keys()]);
    if (kind !== 'rating') return [];
    const rated = [...this.ratings].filter(([, { raters }]) => raters > 0);
    return rated
      .filter(([, one]) => !rated.some(([, other]) => other.sum * one.raters > one.sum * other.raters))
      .map(([id]) => id);
  }
}

/** Checks an export line by line, so that a file of any length fits; `end` gives the report. */
export class VoteCheck {
  readonly #findings: Finding[] = [];
  #header: Fields = {};
  #vote: Fields = {};
  #definition: Fields = {};
  #count = new Count({});
  #line = 0;
  #hashName = '';
  #rollHash = '';
  #listHash = '';
  #rollLeft = 0;
  #lastVoter = '';
  readonly #figures = { entitled: 0, present: 0, electors: 0, hand: 0 };
  /** Who voted by the roll; in a named vote each of them has a ballot. */
  readonly #voted = new Set<string>();
  readonly #named = new Set<string>();
  readonly #receipts = new Set<string>();

  #report(problem: string, line = this.#line): void {
    if (this.#findings.length < mostFindings) this.#findings.push({ line, problem });
  }

  #digest(text: string): string {
    return createHash(this.#hashName).update(text, 'utf8').digest('hex');
  }

  take(text: string): void {
    this.#line += 1;
    if (this.#line === 1) return this.#takeHeader(text);
    if (!this.#hashName) return;
    const isRoll = this.#rollLeft > 0;
    const fields = parseLine(text, isRoll ? rollKeys : paperKeys);
    if (isRoll) this.#rollLeft -= 1;
    if (typeof fields === 'string') return this.#report(fields);
    const { hash, ...line } = fields;
    const own = this.#digest(`${isRoll ? this.#rollHash : this.#listHash}\n${sortedJson(line)}`);
    if (hash !== own) this.#report('the line was changed, or does not follow the line before it: its hash is wrong');
    if (isRoll) {
      this.#rollHash = own;
      this.#takeRoll(line);
    } else {
      this.#listHash = own;
      this.#takePaper(line);
    }
  }

  #takeHeader(text: string): void {
    const header = parseLine(text, headerKeys);
    if (typeof header === 'string') return this.#report(header);
    const { seal, ...sealed } = header;
    const { format, version, hash, pollId } = header;
    if (format !== 'consultation-hub-vote' || version !== 1) return this.#report('this is not a vote of version 1');
    if (hash !== 'sha256' && hash !== 'sm3') return this.#report('the hash is unknown');
    this.#hashName = hash;
    this.#header = header;
    this.#vote = asFields(header['vote']);
    this.#definition = asFields(this.#vote['definition']);
    this.#count = new Count(asFields(this.#definition['question']));
    this.#rollLeft = Number(asFields(header['roll'])['count']);
    this.#rollHash = this.#digest(`consultation-hub-roll\n${String(pollId)}`);
    this.#listHash = this.#digest(`consultation-hub-vote\n${String(pollId)}`);
    if (seal !== this.#digest(sortedJson(sealed))) this.#report('the header was changed: its seal is wrong');
  }

  #takeRoll({ voter, isEntitled, isPresent, by, hasVoted }: Fields): void {
    if (!isText(voter) || voter <= this.#lastVoter) this.#report('the roll names somebody twice or out of order');
    this.#lastVoter = String(voter);
    if (isEntitled === true) this.#figures.entitled++;
    if (isPresent === true) this.#figures.present++;
    if (by === 'device' || by === 'hand') this.#figures.electors++;
    if (by === 'hand') this.#figures.hand++;
    if (hasVoted !== true) return;
    if (by !== 'device') this.#report('somebody voted on a device who may not');
    this.#voted.add(String(voter));
  }

  #takePaper({ place, receipt, voter, choice }: Fields): void {
    this.#count.add(asFields(choice));
    if (place !== this.#count.ballots) this.#report(`ballot ${this.#count.ballots} is missing or out of order`);
    if (!isBallot(asFields(this.#definition['question']), asFields(choice)))
      this.#report('the ballot could not have been cast');
    const isNamed = this.#isNamed();
    if (isNamed ? !isText(voter) || receipt !== null : !isText(receipt) || voter !== null)
      this.#report('the ballot names what its secrecy does not allow, or nothing');
    if (!isNamed) return void this.#receipts.add(String(receipt));
    if (this.#named.has(String(voter))) this.#report('somebody has two ballots');
    if (!this.#voted.has(String(voter))) this.#report('a ballot belongs to nobody who voted by the roll');
    this.#named.add(String(voter));
  }

  #isNamed(): boolean {
    return this.#definition['secrecy'] === 'named' && !this.#isPublic();
  }

  #isPublic(): boolean {
    return this.#definition['electorate'] === 'public';
  }

  /** Whether a receipt stands in the list. */
  holds(receipt: string): boolean {
    return this.#receipts.has(receipt);
  }

  #checkTotals(): Counts {
    const hand = asFields(asFields(asList(this.#vote['handCounts']).at(-1))['figures']);
    const byHand = asFields(hand['counts']);
    const totals: Counts = new Map();
    let cast = this.#count.ballots;
    const figure = (value: unknown): number => {
      if (value !== undefined && !isCount(value)) this.#report('a figure of the hall is not a whole number', 1);
      const number = isCount(value) ? value : 0;
      cast += number;
      return number;
    };
    for (const [id, count] of this.#count.counts) totals.set(id, count + figure(byHand[id]));
    const abstain = this.#count.abstain + figure(hand['abstain']);
    const invalid = figure(hand['invalid']);
    if (cast - this.#count.ballots > this.#figures.hand) this.#report('the hall counted more hands than there are', 1);
    const result = asFields(this.#vote['result']);
    if (this.#vote['result'] === null) return totals;
    const kind = asFields(this.#definition['question'])['kind'];
    const counts = kind === 'rating' || kind === 'text' || kind === 'statements' ? {} : Object.fromEntries(totals);
    if (!same(result['totals'], { counts, abstain, invalid, valid: cast - invalid, cast }))
      this.#report('the totals are not those of the ballots', 1);
    this.#checkTally(asFields(result['tally']), kind);
    const leaders = [...this.#count.leaders(totals)].sort();
    if (!same(asList(result['leaders']).map(String).sort(), leaders))
      this.#report('the leading options are not those of the ballots', 1);
    this.#checkOutcome(totals, { valid: cast - invalid, cast }, result);
    return totals;
  }

  #checkTally(tally: Fields, kind: unknown): void {
    const { ballots, abstain, ratings, statements, counts } = this.#count;
    if (tally['ballots'] !== ballots || tally['abstain'] !== abstain)
      this.#report('the tally is not of these ballots', 1);
    const [name, own] =
      kind === 'rating'
        ? ['ratings', ratings]
        : kind === 'statements'
          ? ['statements', statements]
          : ['counts', counts];
    if (!same(tally[name], Object.fromEntries(own))) this.#report(`the ${name} are not those of the ballots`, 1);
    const isPoints = asFields(this.#definition['question'])['method'] === 'points';
    if (kind === 'ranking' && isPoints && !same(tally['points'], Object.fromEntries(this.#count.points())))
      this.#report('the points are not those of the ballots', 1);
  }

  #checkOutcome(totals: Counts, { valid, cast }: { valid: number; cast: number }, result: Fields): void {
    const { entitled, present } = this.#figures;
    const quorum = asFields(this.#definition['quorum']);
    const reached = (rule: unknown, votes: number, base: number): boolean =>
      base > 0 && (rule === 'twoThirds' ? 3 * votes >= 2 * base : 2 * votes > base);
    const isQuorate =
      quorum['rule'] === 'none' ||
      (quorum['rule'] === 'number' ? present >= Number(quorum['number']) : reached(quorum['rule'], present, entitled));
    const majority = asFields(this.#definition['majority']);
    let outcome = isQuorate ? 'counted' : 'notQuorate';
    if (isQuorate && this.#definition['majority'] !== null && this.#definition['form'] === 'vote') {
      const yesNo = (totals.get('yes') ?? 0) + (totals.get('no') ?? 0);
      const bases: Record<string, number> = { yesNo, valid, cast, present, entitled };
      const base = bases[majority['rule'] === 'absolute' ? 'entitled' : String(majority['base'])] ?? 0;
      const candidates = [...totals].filter(([id]) => id !== 'no');
      outcome = candidates.some(([, votes]) => reached(majority['rule'], votes, base)) ? 'carried' : 'notCarried';
    }
    if (result['outcome'] !== outcome) this.#report(`the outcome is ${outcome}, not ${String(result['outcome'])}`, 1);
  }

  end(expectedHash?: string): VoteReport {
    if (this.#line === 0) this.#report('the file is empty', 1);
    const roll = asFields(this.#header['roll']);
    const list = asFields(this.#header['list']);
    let totals: Counts = new Map();
    if (this.#hashName) {
      const { ballots } = this.#count;
      if (this.#rollLeft > 0 || roll['hash'] !== this.#rollHash) this.#report('the roll is not the one of the header');
      if (list['count'] !== ballots || list['hash'] !== this.#listHash)
        this.#report('the list of ballots is not the one of the header');
      if (ballots !== this.#vote['voted'] || (!this.#isPublic() && ballots !== this.#voted.size))
        this.#report('roll and ballots do not agree: the vote is invalid');
      if (!same(this.#vote['figures'], this.#figures)) this.#report('the figures are not those of the roll', 1);
      totals = this.#checkTotals();
    }
    if (expectedHash !== undefined && expectedHash !== this.#listHash)
      this.#report(`the last hash is ${this.#listHash}, not the noted ${expectedHash}`);
    return {
      pollId: String(this.#header['pollId'] ?? ''),
      title: String(this.#definition['title'] ?? ''),
      ballots: this.#count.ballots,
      roll: Number(roll['count'] ?? 0),
      outcome: String(asFields(this.#vote['result'])['outcome'] ?? '-'),
      counts: [...totals],
      listHash: this.#listHash,
      findings: this.#findings,
    };
  }
}
