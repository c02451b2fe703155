package tui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml"
)

// providerPicker chooses one of the identity providers that a federation's
// metadata describes.
type providerPicker struct {
	*catalogue[saml.IdentityProvider]
}

func newProviderPicker(w *world, several *saml.ChooseProvider, chosen func(entityID string) tea.Cmd) *providerPicker {
	c := &catalogue[saml.IdentityProvider]{
		world: w, heading: "Choose", noun: "identity provider",
		columns: w.providerColumns,
		about:   "Several identity providers are in this metadata. Which is the customer's?",
		read: func(text string) ([]saml.IdentityProvider, error) {
			found, _ := several.Matching(text, len(several.Providers))
			return found, nil
		},
	}
	c.list.id = func(p saml.IdentityProvider) model.ID { return model.ID(p.EntityID) }
	p := &providerPicker{c}
	p.opened = func(x saml.IdentityProvider) tea.Cmd {
		p.stack.remove(p)
		return chosen(x.EntityID)
	}
	return p
}

func (w *world) providerColumns() []column[saml.IdentityProvider] {
	st := w.style
	return []column[saml.IdentityProvider]{
		{title: "NAME", min: 16, want: 36, grow: true, rank: 1, cell: func(p saml.IdentityProvider) cell { return cell{text: firstOf(p.Name, "-")} }},
		{title: "ENTITY ID", min: 24, want: 50, grow: true, rank: 0, cell: func(p saml.IdentityProvider) cell { return cell{text: p.EntityID, ink: st.faint} }},
	}
}

func (p *providerPicker) actions() []group {
	choose := action{Name: "open", Keys: keys("enter"), Word: "choose", Help: "go on with this identity provider",
		Hidden: true, Why: p.empties, Do: p.openRow}
	return []group{
		{"Choose an identity provider", []action{choose, p.searching("search names and entity IDs")}},
		p.listGroup(p.step, choose, action{Do: p.reload}),
	}
}

// chooseProvider offers the identity providers of metadata that describes
// several, and saves with the chosen one. It reports false for another error.
func (f *form) chooseProvider(err error, values map[string]string) (tea.Cmd, bool) {
	several, ok := errors.AsType[*saml.ChooseProvider](err)
	if !ok || several.Wanted != "" {
		return nil, false
	}
	return f.nav.pickProvider(several, func(entityID string) tea.Cmd {
		values[providerField] = entityID
		return f.store(values)
	}), true
}
