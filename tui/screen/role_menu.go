package screen

import (
	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
)

// NoRoles is what a menu of roles has where there are none.
func NoRoles() []Item {
	return []Item{{Text: "no roles", Off: "the configuration of the environment adds roles"}}
}

// NewRoleMenu lets choose the role that a group gives its people, in the place of the one that it has; "" is none.
func NewRoleMenu(w *World, heading, has string, read func() (model.AppRoles, error),
	give func(slug string) tea.Cmd) *Menu {
	return NewMenu(w, heading, func() ([]Item, error) {
		r, err := read()
		if err != nil {
			return nil, err
		}
		if len(r.Roles) == 0 {
			return NoRoles(), nil
		}
		var items []Item
		add := func(slug, text, note string) {
			if slug == has {
				text += " " + w.Style.Glyph.Good
			}
			items = append(items, Item{Text: text, Note: note, Do: func() tea.Cmd { return give(slug) }})
		}
		for _, role := range r.Roles {
			add(role.Slug, role.Slug, role.Name)
		}
		note := ""
		if r.Default != "" {
			note = "its people are " + r.Default + ", unless another group gives them a role"
		}
		add("", "none", note)
		return items, nil
	})
}
