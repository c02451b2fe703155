package screen

import (
	"time"

	"gatehouse/tui/widget"
)

// overlaps are how long what is rotated out goes on beside its successor.
var overlaps = []struct {
	text string
	d    time.Duration
}{{"not at all", 0}, {"one hour", time.Hour}, {"one day", 24 * time.Hour}, {"a week", 7 * 24 * time.Hour}}

// OverlapField is the field of a form that asks for it.
func OverlapField(label, help string) *widget.Field {
	var choices []string
	for _, o := range overlaps {
		choices = append(choices, o.text)
	}
	return &widget.Field{Name: "overlap", Label: label, Choices: choices, Initial: "one day", Help: help}
}

// Overlap is what was chosen in [OverlapField].
func Overlap(values map[string]string) (chosen time.Duration) {
	for _, o := range overlaps {
		if o.text == values["overlap"] {
			chosen = o.d
		}
	}
	return chosen
}
