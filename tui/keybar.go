package tui

import "gatehouse/tui/widget"

// keyBar shows in some cells what can be done here: as much of it as fits, and help always. That of
// Bubbles ends at the first hint without room, and shows no disabled ones.
func (c *console) keyBar(cells int) string {
	if len(c.Stack.Screens) == 0 {
		return ""
	}
	if t, ok := c.typist(); ok {
		return widget.KeyBar(c.Style, t.Hints(), nil, cells)
	}
	focus := c.Stack.Focus()
	var hints []widget.Hint
	var off []bool
	shown := map[string]bool{"help": true} // which stands at the end
	for _, g := range widget.Listed(c.groups(focus)) {
		for _, a := range g.Actions {
			if a.Word == "" || shown[a.Name] {
				continue
			}
			shown[a.Name] = true
			hints = append(hints, widget.Hint{Key: widget.KeyName(a.Keys[0]), Word: a.Word})
			off = append(off, a.WhyNot() != "")
		}
	}
	return widget.KeyBar(c.Style, hints, off, cells)
}
