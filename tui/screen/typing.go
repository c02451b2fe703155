package screen

import "time"

// Debounce is how long typing must rest before the list follows it.
const Debounce = 80 * time.Millisecond
