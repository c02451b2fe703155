package model

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Branding is how the Admin Portal of an environment looks to IT admins. Its
// zero value is the product's own look.
type Branding struct {
	EnvironmentID ID     `json:"environment_id"`
	Name          string `json:"name,omitempty"`    // of the vendor: "Acme Cloud"
	Support       string `json:"support,omitempty"` // an email address or an HTTPS URL
	Colour        string `json:"colour,omitempty"`  // of buttons: "#1f5eff"

	Logo     []byte `json:"logo,omitempty"`
	LogoType string `json:"logo_type,omitempty"` // "image/png" or "image/jpeg", set by [tenant.Service.SetBranding]

	Updated  time.Time `json:"updated_at,omitzero"`
	Revision uint64    `json:"-"`
}

func (b Branding) RecordKey() (Kind, ID) { return KindBranding, b.EnvironmentID }

func (b Branding) RecordParent() ID { return b.EnvironmentID }

func (b Branding) RecordNames() []string { return nil }

func (b Branding) RecordRevision() uint64 { return b.Revision }

func (b Branding) AtRevision(r uint64) Noun { b.Revision = r; return b }

func (b Branding) Touched(now time.Time) Noun { b.Updated = now; return b }

// Bounds of a logo.
const (
	MaxLogo       = 64 << 10 // bytes
	maxLogoPixels = 2048     // a side
)

// SupportURL is where a click on the support contact leads, "" without one.
func (b Branding) SupportURL() string {
	if b.Support == "" || strings.HasPrefix(b.Support, "https://") {
		return b.Support
	}
	return "mailto:" + b.Support
}

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// Cleaned checks each field.
func (b Branding) Cleaned() (Branding, error) {
	b.Name, b.Support, b.Colour = strings.TrimSpace(b.Name), strings.TrimSpace(b.Support),
		strings.ToLower(strings.TrimSpace(b.Colour))
	if err := CheckText("name", b.Name, 60); err != nil {
		return b, err
	}
	if b.Colour != "" && !colour.MatchString(b.Colour) {
		return b, Refuse("colour", "write it like #1f5eff", "%q is no colour", Short(b.Colour))
	}
	if err := checkSupport(b.Support); err != nil {
		return b, err
	}
	b.LogoType = ""
	if len(b.Logo) == 0 {
		return b, nil
	}
	if len(b.Logo) > MaxLogo {
		return b, Refuse("logo", "make it smaller: it is shown 32 pixels high", "has %d KiB, more than %d",
			(len(b.Logo)+1023)>>10, MaxLogo>>10)
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(b.Logo))
	if err != nil {
		return b, Refuse("logo", "give a PNG or JPEG file", "is no picture that can be read")
	}
	if size.Width > maxLogoPixels || size.Height > maxLogoPixels {
		return b, Refuse("logo", fmt.Sprintf("make it at most %d pixels wide and high", maxLogoPixels),
			"has %d × %d pixels", size.Width, size.Height)
	}
	b.LogoType = "image/" + format
	return b, nil
}

// checkSupport takes what a person can click on.
func checkSupport(s string) error {
	const remedy = "write it like support@example.com or https://example.com/help"
	if s == "" {
		return nil
	}
	if err := CheckText("support", s, 200); err != nil {
		return err
	}
	if u, err := url.Parse(s); err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil {
		return nil
	}
	if a, err := mail.ParseAddress(s); err == nil && a.Address == s {
		return nil
	}
	return Refuse("support", remedy, "%q is neither an email address nor an HTTPS URL", Short(s))
}
