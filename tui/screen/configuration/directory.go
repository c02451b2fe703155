package configuration

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// directoryAttributes are what apps see of the users of all directories beyond the usual. A change recomputes them.
func (c *configuration) directoryAttributes() []setting {
	const section = "Users of directories: what apps see of them"
	e := c.about.environment
	raw := setting{section: section, label: "raw_attributes", value: "seen", note: "all that identity providers sent",
		change: func() tea.Cmd {
			return c.altered("change whether apps see raw attributes", model.SetHideRaw(!e.HideRaw))
		}}
	if e.HideRaw {
		raw.value, raw.ink, raw.note = "not seen", c.Style.Faint, "apps get {}"
	}
	rows := []setting{raw}
	for _, p := range model.PredefinedAttributes {
		on := slices.Contains(e.DirectoryAttributes, p.Name)
		row := setting{section: section, label: p.Name, value: "not seen", ink: c.Style.Faint, note: p.From,
			change: func() tea.Cmd {
				return c.altered("change whether apps see "+p.Name, model.SetDirectoryAttribute(p.Name, !on))
			}}
		if p.From == "" {
			row.note = "nowhere in SCIM"
		}
		if on {
			row.value, row.ink = "seen", c.Style.Good
		}
		rows = append(rows, row)
	}
	return rows
}
