import { type Actor, actorRef } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { LiveModule } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ServerModule } from '#server/kernel/server-module.ts';
import { keyedHash } from '#server/modules/identity/index.ts';
import type { TriedText } from './contract.ts';
import { chatLive, holdsLink } from './domain.ts';
import * as repo from './repo.ts';
import { project } from './rows.ts';
import { cutTerms } from './segmenter.ts';
import { compileWords, normalise, type WordKind, type WordMatcher } from './words.ts';

/** Who votes for a question: nobody without the server's secret can tell (C22). */
const markOf = (messageId: string, voter: string): string => keyedHash(`upvote ${messageId}`, voter).slice(0, 16);

const recheckMs = 2_000;
let compiled: { matcher: WordMatcher; version: string; checkedAt: number } | null = null;

/** The compiled lists; looked at again every two seconds, compiled again only when they changed. */
export async function currentMatcher(now = Date.now()): Promise<WordMatcher> {
  if (compiled && now - compiled.checkedAt < recheckMs) return compiled.matcher;
  const version = await repo.wordsVersion();
  if (compiled?.version === version) {
    compiled.checkedAt = now;
    return compiled.matcher;
  }
  const words = (await repo.listWords()).map(({ word, kind }) => ({ word, kind: kind as WordKind }));
  compiled = { matcher: compileWords(words), version, checkedAt: now };
  return compiled.matcher;
}

export const chatServer: ServerModule = {
  live: chatLive as LiveModule,
  async prepare(command, { actor }) {
    const { text, messageId } = command.input as { text: string; messageId: string };
    if (command.type === 'chat.postMessage') return ok((await currentMatcher()).find(text));
    if (command.type === 'chat.upvoteQuestion') return ok({ mark: markOf(messageId, actorRef(actor)) });
    if (command.type !== 'chat.submitQuestion') return ok(undefined);
    const found = (await currentMatcher()).find(text);
    // What is refused anyway is not looked into further.
    return ok({ ...found, terms: found.blocked.length > 0 ? null : await cutTerms(text) });
  },
  project,
};

/** What would become of a text, and why, before anybody wrote it (C14). */
export async function tryText(text: string): Promise<TriedText> {
  const { blocked, review } = (await currentMatcher()).find(text);
  const hasLink = holdsLink(text);
  const verdict = blocked.length > 0 ? 'blocked' : review.length > 0 || hasLink ? 'review' : 'clean';
  return { verdict, blocked, review, hasLink, seenAs: normalise(text) };
}

export const mayKeepWords = (actor: Actor): boolean =>
  actor.kind === 'user' && (actor.role === 'officer' || actor.role === 'admin');

/** Adds words to a list or moves them to it. */
export async function addWords(
  actor: Actor,
  words: readonly string[],
  kind: WordKind,
): Promise<Result<{ count: number }, Violation>> {
  if (!mayKeepWords(actor) || actor.kind !== 'user') return err(violation('forbidden', 'forbidden'));
  // A word of which folding leaves nothing could never be found.
  const wanted = [...new Set(words.map((word) => word.trim()).filter((word) => normalise(word) !== ''))];
  if (wanted.length === 0) return err(violation('invalid_input', 'words.nothingToAdd'));
  await repo.addWords(wanted, kind, actor.userId);
  compiled = null;
  return ok({ count: wanted.length });
}

export async function removeWord(actor: Actor, word: string): Promise<Result<null, Violation>> {
  if (!mayKeepWords(actor)) return err(violation('forbidden', 'forbidden'));
  const removed = await repo.removeWord(word);
  compiled = null;
  return removed.count === 1 ? ok(null) : err(violation('not_found', 'not_found'));
}
