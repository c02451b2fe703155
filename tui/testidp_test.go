package tui

import (
	"context"
	"strings"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/idp"
)

// Where the test identity provider is switched off nothing offers it, and the keys
// say why.
func TestTestIdPSwitchedOff(t *testing.T) {
	const why = "the test identity provider is switched off (--test-idp=off)"
	for _, size := range [][2]int{{80, 24}, {160, 45}} {
		d := drive(t, size[0], size[1], func(o *Options) { o.TestIdPOff, o.TryURL = why, "" })
		bar := d.keyBar()
		for _, word := range []string{"sign in", "tour", "fault"} {
			if strings.Contains(bar, word) {
				t.Errorf("the key bar offers %q: %s", word, bar)
			}
		}
		d.missesText("signs a test user in")
		for _, key := range []string{"t", "x", "T"} {
			d.keys(key)
			d.sees("switched off")
		}
		if d.Stack.Focus() != d.Stack.Top() {
			t.Error("something was begun")
		}
		d.keys("?")
		d.missesText("play the tour")
		d.keys("esc")
		for _, e := range paletteEntries(d.console) {
			if e.name == "tour" || e.name == "test with a fault" {
				t.Errorf("the palette offers %q", e.name)
			}
		}
		d.drain(d.Nav.MakeConnection(model.Organization{Name: "Foo"}))
		for range model.ConnectionTypes() {
			d.missesText(model.TypeLabel(model.TestIdPType))
			d.keys("right")
		}
	}
}

// A tour takes away the organizations that were made for it, whether it is played
// to its end, is stopped or fails.
func TestTourCleansUpAfterItself(t *testing.T) {
	for name, stop := range map[string]int{"to its end": -1, "stopped": 2, "failed": 3} {
		t.Run(name, func(t *testing.T) {
			desk := onDisk(t, "http://127.0.0.1:4100")
			welcome, err := desk.Welcome(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			played := 0
			d := drive(t, 80, 24, func(o *Options) {
				o.Desk, o.Environment, o.Clock = desk, welcome.Environment.ID, desk.Clock
				o.Faults = nil
				for _, f := range idp.Faults() {
					if f.Needs != idp.UsualCertificate {
						o.Faults = append(o.Faults, Fault{Name: f.Name, Title: f.Title})
					}
				}
				o.SignIn = func(ctx context.Context, _ model.ID, fault string) (model.ID, error) {
					if played++; played == stop && name == "failed" {
						return "", context.DeadlineExceeded
					} else if played == stop {
						return "", context.Canceled
					}
					f, _ := idp.Lookup(fault)
					_, err := desk.DemoConnection(ctx, f.Needs)
					return "sess_1", err
				}
			})
			d.keys("T")
			all, err := desk.Organizations(t.Context(), model.OrganizationQuery{})
			if err != nil || played < 2 || len(all) != 1 || all[0].Name != "Acme" {
				t.Errorf("after %d sign-ins: %+v, %v", played, all, err)
			}
			if soon, err := desk.ExpiringCertificates(t.Context(), ""); err != nil || len(soon) != 0 {
				t.Errorf("the header counts %+v, %v", soon, err)
			}
		})
	}
}
