package portal

import (
	"cmp"
	"slices"
	"strings"

	"gatehouse/provider"
)

// guide leads an IT admin through one identity provider.
type guide struct{ *provider.Provider }

// guideFor is that of a connection type, or the generic one.
func guideFor(connectionType string) guide {
	p, known := provider.Of(connectionType)
	if !known {
		p, _ = provider.Of(provider.Generic)
	}
	return guide{p}
}

// cards lists the guides as they are offered: by name, the generic one last.
func cards() []guide {
	var cards []guide
	for _, p := range provider.All() {
		cards = append(cards, guide{p})
	}
	slices.SortFunc(cards, func(a, b guide) int {
		if c := cmp.Compare(rankOf(a), rankOf(b)); c != 0 {
			return c
		}
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return cards
}

func rankOf(g guide) int {
	if g.Type == provider.Generic {
		return 1
	}
	return 0
}

// Searched is what a search for the guide looks in.
func (g guide) Searched() string {
	return strings.ToLower(g.Name + " " + g.About + " " + g.Search)
}

// matches reports whether each word of a search is in the guide's.
func (g guide) matches(query string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(g.Searched(), word) {
			return false
		}
	}
	return true
}
