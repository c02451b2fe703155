package provider

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"gatehouse/assets"
)

// DirectoryGuide leads to the provisioning of users and groups from an identity provider. Its steps are filled
// with the values "endpoint", "endpoint_entra", which has Entra ID's flag behind it, and "token".
type DirectoryGuide struct {
	Slug    string   `yaml:"-"`       // its name in addresses, that of its file: "okta-wizard"
	Type    string   `yaml:"type"`    // of the directory: "okta"; "csv" where people come as a file
	Name    string   `yaml:"name"`    // on its card: "Okta, with an app of your own"
	Called  string   `yaml:"called"`  // in sentences; "" means Name
	About   string   `yaml:"about"`   // one line on its card
	Search  string   `yaml:"search"`  // other words that people look for
	Role    string   `yaml:"role"`    // that one needs there
	Popular bool     `yaml:"popular"` // it stands with those that most come for
	Steps   []Step   `yaml:"steps"`
	Wait    string   `yaml:"wait"`  // how soon it sends what was changed, in a sentence
	Fails   []string `yaml:"fails"` // what goes wrong there, and what to do, a sentence or two each
	// why there are no steps, and what can be done: for those that send nothing by SCIM
	Instead []string `yaml:"instead"`
}

// DirectoryGuides are all guides as they are offered: the popular ones, then the others by name, and last the
// one to any provider.
func DirectoryGuides() []*DirectoryGuide { return slices.Clone(directoryGuides()) }

// DirectoryGuideOf is the guide with a slug. What it holds is shared: it is read only.
func DirectoryGuideOf(slug string) (g *DirectoryGuide, known bool) {
	i := slices.IndexFunc(directoryGuides(), func(g *DirectoryGuide) bool { return g.Slug == slug })
	if i < 0 {
		return nil, false
	}
	return directoryGuides()[i], true
}

// ByFile is the type of guides to those that send nobody by SCIM, whose people come as a file.
const ByFile = "csv"

// AnyDirectory is the slug of the guide to any provider that has none of its own.
const AnyDirectory = "custom"

var directoryGuides = sync.OnceValue(func() (all []*DirectoryGuide) {
	found, err := fs.Glob(assets.Directories, "directories/*.yaml")
	if err != nil {
		panic(err) // the pattern is malformed
	}
	for _, name := range found {
		g, err := readDirectoryGuide(name)
		if err != nil {
			panic(err) // the file is part of the program, and tested
		}
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b *DirectoryGuide) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	return all
})

func (g *DirectoryGuide) rank() int {
	switch {
	case g.Popular:
		return 0
	case g.Slug == AnyDirectory:
		return 2
	}
	return 1
}

// readDirectoryGuide refuses keys that a guide does not have.
func readDirectoryGuide(name string) (*DirectoryGuide, error) {
	text, err := fs.ReadFile(assets.Directories, name)
	if err != nil {
		return nil, err
	}
	g := &DirectoryGuide{Slug: strings.TrimSuffix(path.Base(name), ".yaml")}
	if err := yaml.UnmarshalWithOptions(text, g, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	g.Called = cmp.Or(g.Called, g.Name)
	return g, nil
}
