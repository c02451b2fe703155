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

// providerTypes are the connection types that an IT admin chooses from.
func providerTypes() []string { return slices.Concat(provider.Types(), provider.OpenIDTypes()) }

// cards lists the guides as they are offered: by name, the generic ones last.
func cards() []guide {
	var cards []guide
	for _, t := range providerTypes() {
		cards = append(cards, guideFor(t))
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
	if g.Generic() {
		return 1
	}
	return 0
}

// Generic reports whether the guide is to any provider that has none of its own.
func (g guide) Generic() bool { return g.Type == provider.Generic || g.Type == "GenericOIDC" }

// Searched is what a search for the guide looks in.
func (g guide) Searched() string {
	return strings.ToLower(g.Name + " " + g.About + " " + g.Search)
}

// matches reports whether each word of a search is in the guide's.
func (g guide) matches(query string) bool { return hasWords(g.Searched(), query) }

// hasWords reports whether a text has each word of a search.
func hasWords(text, query string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
