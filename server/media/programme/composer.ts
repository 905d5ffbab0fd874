import type { StagePlan } from '#server/modules/rooms/composition.ts';
import type { Storage } from '#server/platform/storage.ts';
import {
  Canvas,
  containOf,
  coverOf,
  height,
  type Overlay,
  overlaps,
  type Picture,
  type Rect,
  rectOf,
  width,
} from './canvas.ts';
import { card, nameBanner, pageOf, titlePlate } from './drawing.ts';
import { cardLine, nameOf } from './plan.ts';
import type { LivePicture } from './room.ts';
import type { Scene } from './scene.ts';

const whole: Rect = { x: 0, y: 0, width, height };
const mostKept = 64;

/** Things that are drawn once and used as long as they are asked for. */
class Kept<T> {
  readonly #all = new Map<string, T>();

  of(key: string, draw: () => T): T {
    const found = this.#all.get(key) ?? draw();
    this.#all.delete(key);
    this.#all.set(key, found);
    const [oldest] = this.#all.keys();
    if (this.#all.size > mostKept && oldest !== undefined) this.#all.delete(oldest);
    return found;
  }
}

export type Plan = StagePlan<LivePicture>;

/** Draws the programme's picture. Only what changed is drawn again, and what lies over it. */
export class Composer {
  readonly canvas = new Canvas();
  readonly #storage: Storage;
  readonly #overlays = new Kept<Overlay>();
  readonly #cards = new Kept<Picture>();
  readonly #pages = new Kept<{ picture: Picture | null }>();
  #drawn = '';
  #versions = new Map<string, number>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Everything is drawn anew at the next turn. */
  forget(): void {
    this.#drawn = '';
  }

  #overlaysOf(scene: Scene, plan: Plan): readonly { key: string; overlay: Overlay }[] {
    if (plan.pictures.length === 0) return [];
    const title = `title ${scene.itemTitle}`;
    const list =
      scene.itemTitle === ''
        ? []
        : [{ key: title, overlay: this.#overlays.of(title, () => titlePlate(scene.itemTitle)) }];
    for (const placed of plan.pictures) {
      const name = nameOf(scene, placed);
      if (!name || name.name === '') continue;
      const box = rectOf(placed);
      const key = `name ${name.name} ${name.from} ${JSON.stringify(box)}`;
      list.push({ key, overlay: this.#overlays.of(key, () => nameBanner(name, box)) });
    }
    return list;
  }

  #page(scene: Scene, place: Rect): { key: string; picture: Picture | null } {
    const key = `${scene.documentId}/${scene.page ?? 1}`;
    const kept = this.#pages.of(`${key} ${place.width}`, () => {
      const page: { picture: Picture | null } = { picture: null };
      this.#storage
        .get(`documents/${key}.png`)
        .then(async (png) => {
          if (png) page.picture = await pageOf(png, place);
        })
        // A page that cannot be read stays dark; the programme goes on.
        .catch(() => undefined);
      return page;
    });
    return { key: `${key} ${kept.picture ? 'there' : 'missing'}`, picture: kept.picture };
  }

  /** Brings the canvas to what the scene and the newest frames say. */
  draw(scene: Scene, plan: Plan): void {
    const overlays = this.#overlaysOf(scene, plan);
    const place = plan.page && rectOf(plan.page);
    const page = place && scene.documentId ? this.#page(scene, place) : null;
    const isCard = plan.pictures.length === 0 && !page;
    const key = JSON.stringify([
      plan.pictures.map(({ picture, x, y, width: w, height: h }) => [picture.key, x, y, w, h]),
      page?.key,
      overlays.map((one) => one.key),
      isCard && [scene.layout === 'pause', scene.meetingTitle, scene.itemTitle],
    ]);
    const isNew = key !== this.#drawn;
    this.#drawn = key;
    if (isNew) {
      this.#versions = new Map();
      this.canvas.darken(whole);
      if (isCard) this.#drawCard(scene);
      if (page?.picture && place) this.canvas.draw(page.picture, { ...place, x: 0, y: 0 }, place);
    }
    const touched = this.#drawPictures(plan);
    for (const { overlay } of overlays)
      if (isNew || touched.some((rect) => overlaps(rect, overlay.rect))) this.canvas.blend(overlay);
  }

  #drawCard(scene: Scene): void {
    const line = cardLine(scene);
    const drawn = this.#cards.of(`${scene.meetingTitle} ${line}`, () => card(scene.meetingTitle, line));
    this.canvas.draw(drawn, whole, whole);
  }

  #drawPictures(plan: Plan): readonly Rect[] {
    const touched: Rect[] = [];
    for (const { picture, ...box } of plan.pictures) {
      const { frame, version } = picture.latest;
      const rect = rectOf(box);
      const isFresh = this.#versions.get(picture.key) !== version;
      // What lies over something that was drawn again has to follow.
      if (!frame || !(isFresh || touched.some((one) => overlaps(one, rect)))) continue;
      this.#versions.set(picture.key, version);
      const isWhole = picture.source === 'screen';
      if (isWhole)
        this.canvas.draw(
          frame,
          { x: 0, y: 0, width: frame.width & ~1, height: frame.height & ~1 },
          containOf(frame, rect),
        );
      else this.canvas.draw(frame, coverOf(frame, rect), rect);
      touched.push(rect);
    }
    return touched;
  }
}
