package portal

import (
	"fmt"
	"math"
	"strconv"
)

// inkOn chooses black or white, whichever is easier to read on a colour; one of
// them always has a contrast above 4.5 (WCAG 2.2, 1.4.3).
func inkOn(colour string) string {
	l := luminance(colour)
	if 1.05/(l+0.05) >= (l+0.05)/0.05 {
		return "#ffffff"
	}
	return "#000000"
}

// luminance is the relative luminance of "#rrggbb" (WCAG 2.2).
func luminance(colour string) float64 {
	n, err := strconv.ParseUint(colour[1:], 16, 24)
	if err != nil {
		return 0
	}
	linear := func(c uint64) float64 {
		v := float64(c&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}

// The colours of sheet and ground in the style sheet, on which lines are drawn.
var (
	lightGrounds = []string{"#ffffff", "#f6f7f9"}
	darkGrounds  = []string{"#191d24", "#101318"}
)

// leastEdge is the contrast that a line needs which tells something (WCAG 2.2,
// 1.4.11).
const leastEdge = 3

// edgeOn is a colour as a line on the grounds: itself, or mixed with black or
// white until it can be seen.
func edgeOn(colour, with string, grounds []string) string {
	for share := 0.0; share < 1; share += 0.05 {
		mixed, visible := mix(colour, with, share), true
		for _, ground := range grounds {
			visible = visible && contrast(mixed, ground) >= leastEdge
		}
		if visible {
			return mixed
		}
	}
	return with
}

// contrast is that of two colours (WCAG 2.2).
func contrast(a, b string) float64 {
	lighter, darker := luminance(a), luminance(b)
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

// mix adds a share of another colour.
func mix(colour, other string, share float64) string {
	a, errA := strconv.ParseUint(colour[1:], 16, 24)
	b, errB := strconv.ParseUint(other[1:], 16, 24)
	if errA != nil || errB != nil {
		return other
	}
	var mixed uint64
	for _, shift := range []int{16, 8, 0} {
		from, to := float64(a>>shift&0xff), float64(b>>shift&0xff)
		mixed |= uint64(math.Round(from+(to-from)*share)) << shift
	}
	return fmt.Sprintf("#%06x", mixed)
}
