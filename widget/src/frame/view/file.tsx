import { word } from "../strings";

/** Files cannot be sent from here yet; saying so beats a button that does nothing. */
export const FileNote = () => <p class="note">{word("no_files")}</p>;
