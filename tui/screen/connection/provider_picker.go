package connection

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"gatehouse/model"
	"gatehouse/saml/protocol"
	"gatehouse/tui/screen"
	"gatehouse/tui/widget"
)

// providerPicker chooses one of the identity providers that a federation's
// metadata describes.
type providerPicker struct {
	*screen.Records[protocol.IdentityProvider]
}

// NewProviderPicker chooses one of several identity providers.
func NewProviderPicker(w *screen.World, several *protocol.ChooseProvider,
	chosen func(entityID string) tea.Cmd) screen.Screen {
	c := &screen.Records[protocol.IdentityProvider]{
		World: w, Heading: "Choose", Noun: "identity provider",
		Columns: func() []widget.Column[protocol.IdentityProvider] { return providerColumns(w) },
		About:   "Several identity providers are in this metadata. Which is the customer's?",
		Read: func(text string) ([]protocol.IdentityProvider, error) {
			found, _ := several.Matching(text, len(several.Providers))
			return found, nil
		},
	}
	c.List.ID = func(p protocol.IdentityProvider) model.ID { return model.ID(p.EntityID) }
	p := &providerPicker{c}
	p.Opened = func(x protocol.IdentityProvider) tea.Cmd {
		p.Stack.Remove(p)
		return chosen(x.EntityID)
	}
	return p
}

func providerColumns(w *screen.World) []widget.Column[protocol.IdentityProvider] {
	st := w.Style
	return []widget.Column[protocol.IdentityProvider]{
		{Title: "NAME", Min: 16, Want: 36, Grow: true, Rank: 1,
			Cell: func(p protocol.IdentityProvider) widget.Cell {
				return widget.Cell{Text: cmp.Or(p.Name, "-")}
			}},
		{Title: "ENTITY ID", Min: 24, Want: 50, Grow: true, Rank: 0,
			Cell: func(p protocol.IdentityProvider) widget.Cell {
				return widget.Cell{Text: p.EntityID, Ink: st.Faint}
			}},
	}
}

func (p *providerPicker) Actions() []widget.Group {
	choose := widget.Action{Name: "open", Keys: widget.Keys("enter"), Word: "choose",
		Help:   "go on with this identity provider",
		Hidden: true, Why: p.Empties, Do: p.OpenRow}
	return []widget.Group{
		{Name: "Choose an identity provider",
			Actions: []widget.Action{choose, p.Searching("search names and entity IDs")}},
		p.ListGroup(p.Step, choose, widget.Action{Do: p.Reload}),
	}
}
