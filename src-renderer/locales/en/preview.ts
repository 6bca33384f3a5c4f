/** How a mail is shown before and after it is sent. */
export default {
  width: 'Width of the preview',
  ground: 'Ground of the preview',
  phone: 'Phone',
  tablet: 'Tablet',
  desktop: 'Desktop',
  light: 'Light',
  dark: 'Dark',
  mail: 'Mail “{subject}”',
  imagesOff:
    'One image from the web is not loaded here | {count} images from the web are not loaded here',
}
