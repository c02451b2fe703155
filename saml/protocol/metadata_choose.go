package protocol

import (
	"fmt"
	"strings"

	"gatehouse/saml/diff"
	"gatehouse/saml/xmldoc"
)

// MaxMetadata bounds a document of metadata: that of a large federation, of ten
// thousand entities.
const MaxMetadata = 64 << 20

// maxProviders bounds the identity providers of one document.
const maxProviders = 25_000

// IdentityProvider is one of those that a federation's metadata describes.
type IdentityProvider struct {
	EntityID string `json:"entity_id"`
	Name     string `json:"name,omitempty"` // as it calls itself, in English if it does; "" if it does not
}

// ChooseProvider is the error of metadata that describes several identity
// providers, none of which was asked for, or others than the one asked for.
type ChooseProvider struct {
	Providers []IdentityProvider // in document order
	Wanted    string             // the entity ID that was asked for and is none of them; "" if none was asked for
}

func (e *ChooseProvider) Error() string {
	switch first := e.first(3); {
	case e.Wanted != "" && len(e.Providers) == 1:
		return fmt.Sprintf("this metadata describes the identity provider %s and not %s: check the entity "+
			"ID, or ask for "+
			"the other's metadata", first, diff.Visible(e.Wanted, 100))
	case e.Wanted != "":
		return fmt.Sprintf(
			"this metadata describes %d identity providers (%s) and none of them is %s: check the entity ID",
			len(e.Providers), first, diff.Visible(e.Wanted, 100))
	default:
		return fmt.Sprintf("this metadata describes %d identity providers (%s): choose one of them by its entity ID",
			len(e.Providers), first)
	}
}

// first names the first few.
func (e *ChooseProvider) first(most int) string {
	var names []string
	for _, p := range e.Providers[:min(len(e.Providers), most)] {
		names = append(names, diff.Visible(p.EntityID, 100))
	}
	if len(e.Providers) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// Matching gives those whose name or entity ID holds each of the words, in any
// case, at most so many of them, and how many there are.
func (e *ChooseProvider) Matching(words string, most int) (found []IdentityProvider, all int) {
	wanted := strings.Fields(strings.ToLower(words))
next:
	for _, p := range e.Providers {
		text := strings.ToLower(p.Name + " " + p.EntityID)
		for _, word := range wanted {
			if !strings.Contains(text, word) {
				continue next
			}
		}
		if all++; all <= most {
			found = append(found, p)
		}
	}
	return found, all
}

// survey goes through the entities of a document of metadata.
type survey struct {
	wanted    string // the entity ID of the one to read; "" for the only one
	entities  int
	providers []IdentityProvider
	matches   int // how many have the entity ID that is wanted
	refused   error

	metadata   IdPMetadata // of the one to read
	unreadable error       // why it cannot be used
}

// entity takes up one entity of a group of them, or the only one.
func (s *survey) entity(d *xmldoc.Doc, n xmldoc.Node) {
	if root := d.Root(); n != root && !d.Is(root, MetadataNS, "EntitiesDescriptor") {
		return
	}
	s.entities++
	if d.Child(n, MetadataNS, "IDPSSODescriptor") == xmldoc.None {
		if n == d.Root() {
			s.refused = noIdentityProvider(d, n)
		}
		return
	}
	if len(s.providers) == maxProviders {
		s.refused = fmt.Errorf("this metadata describes more than %d identity providers: ask for the "+
			"metadata of the one "+
			"to connect", maxProviders)
		return
	}
	value, _ := d.Attr(n, "", "entityID")
	p := IdentityProvider{EntityID: strings.TrimSpace(string(value)), Name: displayName(d, n)}
	s.providers = append(s.providers, p)
	switch {
	case s.wanted != "" && p.EntityID != s.wanted, s.wanted == "" && len(s.providers) > 1:
		return
	}
	s.matches++
	s.metadata, s.unreadable = readEntity(d, n)
}

// result is the one identity provider that was wanted, or why there is none.
func (s *survey) result() (IdPMetadata, error) {
	switch {
	case s.refused != nil:
		return IdPMetadata{}, s.refused
	case len(s.providers) == 0:
		return IdPMetadata{}, fmt.Errorf("this metadata describes no identity provider (of its %d entities "+
			"none has that "+
			"role): ask for the identity provider's own metadata", s.entities)
	case s.matches == 0, s.wanted == "" && len(s.providers) > 1:
		return IdPMetadata{}, &ChooseProvider{Providers: s.providers, Wanted: s.wanted}
	case s.matches > 1:
		return IdPMetadata{}, fmt.Errorf("this metadata describes %s %d times: ask which of them is right, and for "+
			"its metadata alone", diff.Visible(s.wanted, 100), s.matches)
	}
	return s.metadata, s.unreadable
}

// displayName is what an identity provider calls itself: in the extensions for
// user interfaces (mdui), or else the name of its organization.
func displayName(d *xmldoc.Doc, entity xmldoc.Node) string {
	const uiNS = "urn:oasis:names:tc:SAML:metadata:ui"
	for role := range d.Children(entity) {
		if !d.Is(role, MetadataNS, "IDPSSODescriptor") {
			continue
		}
		info := d.Child(d.Child(role, MetadataNS, "Extensions"), uiNS, "UIInfo")
		if name := inEnglish(d, info, uiNS, "DisplayName"); name != "" {
			return name
		}
	}
	organization := d.Child(entity, MetadataNS, "Organization")
	if name := inEnglish(d, organization, MetadataNS, "OrganizationDisplayName"); name != "" {
		return name
	}
	return inEnglish(d, organization, MetadataNS, "OrganizationName")
}

// inEnglish is the text of the child of this name in English, or else of the first.
func inEnglish(d *xmldoc.Doc, parent xmldoc.Node, ns, local string) (text string) {
	for n := range d.Children(parent) {
		if !d.Is(n, ns, local) {
			continue
		}
		lang, _ := d.Attr(n, "http://www.w3.org/XML/1998/namespace", "lang")
		english := strings.HasPrefix(strings.ToLower(string(lang)), "en")
		if text == "" || english {
			text = diff.Visible(strings.Join(strings.Fields(string(d.Text(n))), " "), 100)
		}
		if english {
			break
		}
	}
	return text
}
