import type { DocumentMessage } from "../protocol";
import { word } from "../strings";
import { safe } from "./choices";
import { FileIcon } from "./icons";

export function DocumentChip({ document }: { document: DocumentMessage["document"] }) {
  return (
    <a class="document" href={safe(document.url)} download={document.name} data-test="document">
      <span class="disc">
        <FileIcon />
      </span>
      <span>
        <b dir="auto">{document.name}</b>
        <small>{word("download")}</small>
      </span>
    </a>
  );
}
