package tui

import "testing"

// The time to draw a screen anew after a step of the cursor, on a large terminal.
func BenchmarkScreen(b *testing.B) {
	for _, x := range []struct{ name, keys, step string }{
		{"sessions", "", "j"},
		{"verdict", "j j enter", "j"},
		{"response", "j j enter 5", "j"},
		{"menu", "j j enter y", "j"},
		{"form", "tab j enter e", "tab"},
	} {
		b.Run(x.name, func(b *testing.B) {
			d := drive(b, 200, 50).keys(x.keys)
			for b.Loop() {
				d.send(press(x.step))
				d.View()
			}
		})
	}
}
