package tui

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"gatehouse/model"
	"gatehouse/saml/idp"
)

func TestTourPlaysEachFaultAndStops(t *testing.T) {
	var played []string
	d := drive(t, 80, 24, func(o *setup) {
		o.SignIn = func(_ context.Context, _ model.ID, fault Fault) (model.ID, error) {
			played = append(played, fault.Name)
			return "sess_X", nil
		}
	}).keys("T")
	if want := []string{"", "audience", "certificate_mismatch"}; fmt.Sprint(played) != fmt.Sprint(want) {
		t.Errorf("played %q, want %q", played, want)
	}
	d.sees("the tour is over: 3 sign-ins")

	d.Options.SignIn = func(context.Context, model.ID, Fault) (model.ID, error) {
		return "", errors.New("connection refused")
	}
	d.keys("T")
	d.sees("connection refused")
	d.keys("ctrl+x").sees("nothing is running") // it does not go on
}

func TestTourIsCancelled(t *testing.T) {
	d := drive(t, 80, 24)
	_, cmd := d.Update(press("T")) // the first sign-in, not run yet
	d.keys("esc")
	d.drain(cmd)
	d.sees("the tour stopped after 0 sign-ins")
}

// A tour takes away the organizations that were made for it, whether it is played
// to its end, is stopped or fails.
func TestTourCleansUpAfterItself(t *testing.T) {
	for name, stop := range map[string]int{"to its end": -1, "stopped": 2, "failed": 3} {
		t.Run(name, func(t *testing.T) {
			services := onDisk(t, "http://127.0.0.1:4100")
			welcome, err := services.Welcome(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			played := 0
			d := drive(t, 80, 24, func(o *setup) {
				o.Services, o.Environment, o.Clock = services, welcome.Environment.ID, services.Clock
				o.Faults = nil
				for _, f := range idp.Faults() {
					if f.Needs != idp.UsualCertificate {
						o.Faults = append(o.Faults, Fault{Name: f.Name, Title: f.Title})
					}
				}
				o.SignIn = func(ctx context.Context, _ model.ID, fault Fault) (model.ID, error) {
					if played++; played == stop && name == "failed" {
						return "", context.DeadlineExceeded
					} else if played == stop {
						return "", context.Canceled
					}
					f, _ := idp.Lookup(fault.Name)
					_, err := services.DemoConnection(ctx, f.Needs)
					return "sess_1", err
				}
			})
			d.keys("T")
			all, err := services.Organizations(t.Context(), model.OrganizationQuery{})
			if err != nil || played < 2 || len(all) != 1 || all[0].Name != "Acme" {
				t.Errorf("after %d sign-ins: %+v, %v", played, all, err)
			}
			if soon, err := services.ExpiringCertificates(t.Context(), ""); err != nil || len(soon) != 0 {
				t.Errorf("the header counts %+v, %v", soon, err)
			}
		})
	}
}
