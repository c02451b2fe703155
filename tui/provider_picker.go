package tui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/widget"
)

// providerPicker chooses one of the identity providers that a federation's
// metadata describes.
type providerPicker struct {
	*catalogue[protocol.IdentityProvider]
}

func newProviderPicker(w *world, several *protocol.ChooseProvider, chosen func(entityID string) tea.Cmd) *providerPicker {
	c := &catalogue[protocol.IdentityProvider]{
		world: w, heading: "Choose", noun: "identity provider",
		columns: func() []widget.Column[protocol.IdentityProvider] { return providerColumns(w) },
		about:   "Several identity providers are in this metadata. Which is the customer's?",
		read: func(text string) ([]protocol.IdentityProvider, error) {
			found, _ := several.Matching(text, len(several.Providers))
			return found, nil
		},
	}
	c.list.Id = func(p protocol.IdentityProvider) model.ID { return model.ID(p.EntityID) }
	p := &providerPicker{c}
	p.opened = func(x protocol.IdentityProvider) tea.Cmd {
		p.stack.remove(p)
		return chosen(x.EntityID)
	}
	return p
}

func providerColumns(w *world) []widget.Column[protocol.IdentityProvider] {
	st := w.style
	return []widget.Column[protocol.IdentityProvider]{
		{Title: "NAME", Min: 16, Want: 36, Grow: true, Rank: 1, Cell: func(p protocol.IdentityProvider) widget.Cell { return widget.Cell{Text: widget.FirstOf(p.Name, "-")} }},
		{Title: "ENTITY ID", Min: 24, Want: 50, Grow: true, Rank: 0, Cell: func(p protocol.IdentityProvider) widget.Cell { return widget.Cell{Text: p.EntityID, Ink: st.Faint} }},
	}
}

func (p *providerPicker) actions() []widget.Group {
	choose := widget.Action{Name: "open", Keys: widget.Keys("enter"), Word: "choose", Help: "go on with this identity provider",
		Hidden: true, Why: p.empties, Do: p.openRow}
	return []widget.Group{
		{Name: "Choose an identity provider", Actions: []widget.Action{choose, p.searching("search names and entity IDs")}},
		p.listGroup(p.step, choose, widget.Action{Do: p.reload}),
	}
}

// chooseProvider offers the identity providers of metadata that describes
// several, and saves with the chosen one. It reports false for another error.
func chooseProvider(f *form, err error, values map[string]string) (tea.Cmd, bool) {
	several, ok := errors.AsType[*protocol.ChooseProvider](err)
	if !ok || several.Wanted != "" {
		return nil, false
	}
	return f.nav.pickProvider(several, func(entityID string) tea.Cmd {
		values[providerField] = entityID
		return f.store(values)
	}), true
}
