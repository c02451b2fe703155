package portal

import (
	"cmp"
	"fmt"
	"strings"

	"gatehouse/model"
	"gatehouse/provider"
)

// directoryGuide leads an IT admin through the provisioning of one provider.
type directoryGuide struct{ *provider.DirectoryGuide }

// Searched is what a search for the guide looks in.
func (g directoryGuide) Searched() string {
	return strings.ToLower(g.Name + " " + g.About + " " + g.Search)
}

func (g directoryGuide) matches(query string) bool { return hasWords(g.Searched(), query) }

// Custom reports whether the guide is to any provider that has none of its own.
func (g directoryGuide) Custom() bool { return g.Slug == provider.AnyDirectory }

// page is the address of one of its pages, of which those without SCIM have one.
func (g directoryGuide) page(number int) string {
	return fmt.Sprintf("%s/%s/%d", model.SetupDirectoryGuide, g.Slug, number)
}

// fits reports whether a directory is of the provider.
func (g directoryGuide) fits(d model.Directory) bool {
	t, err := model.CleanDirectoryType(g.Type)
	return err == nil && t == d.Type
}

// directoryGuideOf is a guide by its slug, or the custom one.
func directoryGuideOf(slug string) directoryGuide {
	g, known := provider.DirectoryGuideOf(slug)
	if !known {
		g, _ = provider.DirectoryGuideOf(provider.AnyDirectory)
	}
	return directoryGuide{g}
}

// guideTo is the guide to the provider of the directory: the one that was looked at last with this link, if it fits,
// else the one that has the name of its type, or the custom one.
func (v *visit) guideTo() directoryGuide {
	d := v.sync.Directory.Directory
	recorded, err := v.services.Steps(v.r.Context(), v.session.Link.ID)
	if err != nil {
		v.portal.log.WarnContext(v.r.Context(), "the steps of a link could not be read", "error", err)
	}
	if slug, _, _ := strings.Cut(strings.TrimPrefix(v.sync.Resume(recorded), guideRoot), "/"); slug != "" {
		if g := directoryGuideOf(slug); g.fits(d) {
			return g
		}
	}
	var named directoryGuide
	for _, x := range provider.DirectoryGuides() {
		g := directoryGuide{x}
		if g.fits(d) && (named.DirectoryGuide == nil || g.Name == d.TypeName() || g.Custom()) {
			named = g
		}
	}
	return cmp.Or(named, directoryGuideOf(provider.AnyDirectory))
}

const guideRoot = string(model.SetupDirectoryGuide) + "/"
