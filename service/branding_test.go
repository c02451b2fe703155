package service_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"gatehouse/model"
)

func picture(t *testing.T, width int, encode func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b, image.NewGray(image.Rect(0, 0, width, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(b *bytes.Buffer, i image.Image) error  { return png.Encode(b, i) }
func asJPEG(b *bytes.Buffer, i image.Image) error { return jpeg.Encode(b, i, nil) }

func TestBranding(t *testing.T) {
	h := openInstallation(t)
	set, err := h.SetBranding(t.Context(), model.Branding{
		EnvironmentID: h.staging, Name: " Acme Cloud ", Support: "help@acme.example", Colour: "#AA3300",
		Logo: picture(t, 8, asJPEG),
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.Branding(t.Context(), h.staging)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "Acme Cloud" || got.Colour != "#aa3300" || got.LogoType != "image/jpeg" ||
		got.SupportURL() != "mailto:help@acme.example" || got.Revision != set.Revision {
		t.Errorf("%+v", got)
	}
	if got, err = h.SetBranding(t.Context(), model.Branding{EnvironmentID: h.staging,
		Support: "https://acme.example/help"}); err != nil || got.LogoType != "" || got.SupportURL() != got.Support {
		t.Errorf("%+v %v", got, err)
	}
	history, err := h.History(t.Context(), h.staging)
	if err != nil || !strings.Contains(history[0].Action, "look") {
		t.Fatalf("not in the history: %+v %v", history, err)
	}
	if _, err := h.Undo(t.Context(), history[0].ID); err != nil {
		t.Fatal(err)
	}
	if got, _ = h.Branding(t.Context(), h.staging); got.Name != "Acme Cloud" || got.LogoType != "image/jpeg" {
		t.Errorf("after undo: %+v", got)
	}
}

func TestBrandingRefused(t *testing.T) {
	h := openInstallation(t)
	for _, test := range []struct {
		name, field string
		branding    model.Branding
	}{
		{"name too long", "name", model.Branding{Name: strings.Repeat("x", 61)}},
		{"name with a hidden character", "name", model.Branding{Name: "Ac\u202eme"}},
		{"colour by name", "colour", model.Branding{Colour: "red"}},
		{"colour that is CSS", "colour", model.Branding{Colour: "#ffffff;}"}},
		{"support without a host", "support", model.Branding{Support: "call us"}},
		{"support by script", "support", model.Branding{Support: "javascript:alert(1)"}},
		{"support by http", "support", model.Branding{Support: "http://acme.example"}},
		{"support with a display name", "support", model.Branding{Support: "Help <help@acme.example>"}},
		{"logo too large", "logo", model.Branding{Logo: make([]byte, model.MaxLogo+1)}},
		{"logo too wide", "logo", model.Branding{Logo: picture(t, 4096, asPNG)}},
		{"logo in SVG", "logo", model.Branding{Logo: []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`)}},
		{"logo that is HTML", "logo", model.Branding{Logo: []byte("<!doctype html><script>")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.branding.EnvironmentID = h.staging
			_, err := h.SetBranding(t.Context(), test.branding)
			refused(t, err, test.field)
		})
	}
}

// A logo may have 64 KiB and 2048 pixels a side; of one that is larger it is said how large it is.
func TestLogosAreBounded(t *testing.T) {
	h := openInstallation(t)
	small := picture(t, 8, asPNG)
	padded := func(bytes int) []byte { return append(slices.Clone(small), make([]byte, bytes-len(small))...) }
	for _, test := range []struct {
		logo []byte
		want string // "" is taken
	}{
		{padded(model.MaxLogo), ""},
		{padded(model.MaxLogo + 1), "logo: has 65 KiB, more than 64; make it smaller: it is shown 32 pixels high"},
		{padded(100 << 10), "logo: has 100 KiB, more than 64; make it smaller: it is shown 32 pixels high"},
		{picture(t, 2048, asPNG), ""},
		{picture(t, 2049, asPNG), "logo: has 2049 × 8 pixels; make it at most 2048 pixels wide and high"},
	} {
		_, err := h.SetBranding(t.Context(), model.Branding{EnvironmentID: h.staging, Logo: test.logo})
		if test.want == "" && err != nil || test.want != "" && (err == nil || err.Error() != test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
}
