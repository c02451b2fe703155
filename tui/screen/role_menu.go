package screen

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// Roles are those that a group can have.
type Roles struct {
	There []model.EnvironmentRole
	Usual string // of people in no group with a role
	Has   string // the one that it has
}

// NewRoleMenu lets choose the role that a group gives its people, "" for none.
func NewRoleMenu(w *World, heading string, read func() (Roles, error), give func(slug string) tea.Cmd) *Menu {
	return NewMenu(w, heading, func() ([]Item, error) {
		r, err := read()
		if err != nil {
			return nil, err
		}
		if len(r.There) == 0 {
			return []Item{{Text: "no roles", Off: "the configuration of the environment adds roles"}}, nil
		}
		var items []Item
		add := func(slug, text, note string) {
			if slug == r.Has {
				text += " " + w.Style.Glyph.Good
			}
			items = append(items, Item{Text: text, Note: note, Do: func() tea.Cmd { return give(slug) }})
		}
		for _, role := range r.There {
			add(role.Slug, role.Slug, role.Name)
		}
		note := ""
		if r.Usual != "" {
			note = "its people are " + r.Usual + ", unless another group gives them a role"
		}
		add("", "none", note)
		return items, nil
	})
}
