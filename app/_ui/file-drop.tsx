'use client';

import { useState } from 'react';
import { Icon } from './icon.tsx';

interface FileDropProps {
  readonly accept: string;
  /** Names the control. */
  readonly label: string;
  /** What to do, or the file that was chosen. */
  readonly title: string;
  readonly hint: string;
  /** What the button says. */
  readonly action: string;
  readonly onFile: (file: File) => void;
}

/** One file, chosen or dropped. The same file may be chosen again after it was mended. */
export function FileDrop({ accept, label, title, hint, action, onFile }: FileDropProps) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      <label
        className={`flex min-h-target cursor-pointer flex-wrap items-center gap-3 rounded-sm border border-dashed p-4 focus-within:outline-3 focus-within:outline-offset-2 focus-within:outline-focus ${
          isOver ? 'border-nav bg-nav-tint' : 'border-line-strong'
        }`}
      >
        <Icon name="document" className="size-6 text-ink-3" />
        <span className="min-w-0 flex-1 basis-48">
          <b className="block break-words">{title}</b>
          <span className="block text-sm text-ink-3">{hint}</span>
        </span>
        <input
          type="file"
          accept={accept}
          aria-label={label}
          className="sr-only"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = '';
            if (file) onFile(file);
          }}
        />
        <span className="btn btn-line text-note" aria-hidden="true">
          {action}
        </span>
      </label>
    </div>
  );
}
