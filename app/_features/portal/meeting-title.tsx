/** What kind of meeting a title ends with; it stays together on one line. */
const ending = /^(.{3,}?)((?:远程|专题|界别|基层|网络|提案办理)?(?:协商会|议政会|座谈会|全体会议|常委会会议|会议))$/;

/** A title set large: Chinese breaks anywhere, so where it may is said. */
export function MeetingTitle({ title }: { title: string }) {
  const parts = ending.exec(title);
  if (!parts) return title;
  return (
    <span className="break-keep wrap-anywhere">
      {parts[1]}
      <wbr />
      {parts[2]}
    </span>
  );
}
