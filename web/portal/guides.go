package portal

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"gatehouse/assets"
	"gatehouse/model"
	"gatehouse/saml/diagnose"
)

// guide leads an IT admin through one identity provider.
type guide struct {
	Type   string      `yaml:"type"`   // of the connection
	Name   string      `yaml:"name"`   // "" takes the type's
	About  string      `yaml:"about"`  // one line on its card
	Search string      `yaml:"search"` // other words that people look for
	Bring  string      `yaml:"bring"`  // what it gives back: "url", "file" or "hand"
	Role   string      `yaml:"role"`   // that one needs there; "" for an administrator
	Renew  []string    `yaml:"renew"`  // how its certificate is changed; none takes the generic way
	Steps  []guideStep `yaml:"steps"`
}

// guideStep is one page of it. Its texts are for [rich].
type guideStep struct {
	Title      string           `yaml:"title"`
	Do         []string         `yaml:"do"`
	Fill       []guideField     `yaml:"fill"`
	Attributes []guideAttribute `yaml:"attributes"`
	Note       string           `yaml:"note"`
}

// guideField is a field of the identity provider, and what goes into it: one of
// our values, or a text.
type guideField struct {
	Field string `yaml:"field"`
	Value string `yaml:"value"` // "acs", "entity", "metadata", "acs_pattern"
	Text  string `yaml:"text"`
	Hint  string `yaml:"hint"`
}

// guideAttribute is an attribute to send, and where the provider takes it from.
type guideAttribute struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

// guides are all of them by type.
type guides map[string]guide

// loadGuides reads the embedded guides: one for each connection type.
func loadGuides() (guides, error) {
	files, err := fs.Glob(assets.Guides, "guides/*.yaml")
	if err != nil {
		return nil, err
	}
	all := guides{}
	for _, file := range files {
		text, err := fs.ReadFile(assets.Guides, file)
		if err != nil {
			return nil, err
		}
		var g guide
		if err := yaml.UnmarshalWithOptions(text, &g, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if g.Name == "" {
			g.Name = model.TypeLabel(g.Type)
		}
		if g.Role == "" {
			g.Role = "an administrator of " + g.Name
		}
		all[g.Type] = g
	}
	for t, g := range all {
		if len(g.Renew) == 0 {
			g.Renew = all[genericType].Renew
			all[t] = g
		}
	}
	for _, t := range diagnose.ConnectionTypes() {
		if len(all[t].Steps) == 0 {
			return nil, fmt.Errorf("there is no guide for %s", t)
		}
	}
	return all, nil
}

// cards lists the guides as they are offered: by name, the generic one last.
func (all guides) cards() []guide {
	var cards []guide
	for _, g := range all {
		cards = append(cards, g)
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
	if g.Type == genericType {
		return 1
	}
	return 0
}

const genericType = "GenericSAML"

// Words is what a search for the guide looks in.
func (g guide) Words() string {
	return strings.ToLower(g.Name + " " + g.About + " " + g.Search)
}

// matches reports whether each word of a search is in the guide's.
func (g guide) matches(query string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(g.Words(), word) {
			return false
		}
	}
	return true
}
