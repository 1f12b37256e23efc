const icon = (path: string) => () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);

export const CloseIcon = icon("M6 6l12 12M18 6L6 18");
export const SendIcon = icon("M12 19V5M5.500 11.500 12 5l6.500 6.500");
export const BackIcon = icon("m15 6-6 6 6 6");
export const ForthIcon = icon("m9 6 6 6-6 6");
export const DownIcon = icon("m6 9 6 6 6-6");
export const CheckIcon = icon("m5 12.500 4.500 4.500L19 7.500");
export const PlaceIcon = icon("M12 21s7-6 7-11.500A7 7 0 0 0 5 9.500C5 15 12 21 12 21zM12 7v5M9.500 9.500h5");
export const FileIcon = icon("M12 4v11m-5-4.500 5 5 5-5M5 20h14");
export const ClockIcon = icon("M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z");
export const PersonIcon = icon("M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.4-3.600 3.300-5.800 7.500-5.800s7.100 2.200 7.500 5.800");
export const CalendarIcon = icon("M5 5.500h14a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6.500a1 1 0 0 1 1-1zM8 3v4m8-4v4M4 10.500h16M9 15.300l2.200 2.100 3.800-3.900");
export const NoteIcon = icon("M9 18V5.500L20 3.500V16M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0zM20 16a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0z");
export const PencilIcon = icon("m4.500 19.500 1-4.500L16 4.500l3.500 3.500L9 18.500zM13.500 7 17 10.500");
export const OutIcon = icon("M14 5h5v5M19 5l-8 8M11 5H6a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-5");
export const StarIcon = () => (
  <svg class="star" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d="m12 3 2.700 5.800 6.300.8-4.600 4.300 1.200 6.300-5.600-3.100-5.600 3.100 1.200-6.300L3 9.600l6.300-.8z" />
  </svg>
);
