package screen

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Copyable is one thing that can be copied. Command prints the same, behind "gatehouse"; "" is none.
type Copyable struct{ What, Value, Command string }

// CopyFrom offers what is not empty of some values, each with its beginning.
func (w *World) CopyFrom(values []Copyable) tea.Cmd {
	return w.Stack.Open(NewMenu(w, "Copy", Fixed(w.CopyItems(values))))
}

// CopyItems are the items of a menu that copies values; empty ones are left out.
func (w *World) CopyItems(values []Copyable) []Item {
	var items []Item
	for _, v := range values {
		if v.Value == "" {
			continue
		}
		items = append(items, Item{Text: v.What, Note: preview(v.Value),
			Do: func() tea.Cmd { return w.CopyOut(v) }, Alone: func() tea.Cmd { return w.Nav.Alone(v) }})
	}
	return items
}

func preview(value string) string {
	if len(value) > 120 {
		return fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(value[:40], ""), len(value))
	}
	return value
}
