package service_test

import (
	"errors"
	"testing"

	"gatehouse/model"
	"gatehouse/service/signin"
)

// The change that a verdict offers lets its message in, and undo takes it back.
func TestRepairLetsTheMessageIn(t *testing.T) {
	for _, fault := range []string{"domain-not-allowed", "other-key", "rsa-sha1", "clock-fast-3m"} {
		t.Run(fault, func(t *testing.T) {
			h := openInstallation(t)
			detail, r, why := h.remedy(t, fault)
			if why != "" || r.Means == "" || r.Question == "" || r.Done == "" {
				t.Fatalf("%q %+v", why, r)
			}
			if h.mended(t, detail.Session.ID) {
				t.Fatal("nothing is wrong")
			}
			if err := h.Repair(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if !h.mended(t, detail.Session.ID) {
				t.Error("the message would still be refused")
			}
			about := r.Connection
			if r.Domain != "" {
				about = r.Organization
			}
			if _, err := h.Undo(t.Context(), h.last(t, about).ID); err != nil {
				t.Fatal(err)
			}
			if h.mended(t, detail.Session.ID) {
				t.Error("undo changes nothing")
			}
		})
	}
}

// mended reports whether the message of a session would be accepted now.
func (h *installation) mended(t *testing.T, id model.ID) bool {
	t.Helper()
	detail, err := h.SessionDetail(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	today, err := h.JudgeAgain(t.Context(), detail)
	if err != nil {
		t.Fatal(err)
	}
	_, _, mended := detail.Left(today)
	return mended
}

// remedy plays a fault and gives what is offered against it.
func (h *installation) remedy(t *testing.T, fault string) (model.SessionDetail, model.Remedy, string) {
	t.Helper()
	s, err := h.Rehearse(t.Context(), signin.Rehearsal{Fault: fault})
	if err != nil {
		t.Fatal(err)
	}
	detail, err := h.SessionDetail(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	r, why := detail.Remedy(detail.Explanation, detail.Verdict())
	return detail, r, why
}

// Who may not make the change by its own verb may not make it as a remedy.
func TestRepairNeedsTheRightOfItsChange(t *testing.T) {
	h := openInstallation(t)
	support := h.For(h.member(t, model.Support))
	for _, fault := range []string{"domain-not-allowed", "other-key", "rsa-sha1"} {
		_, r, why := h.remedy(t, fault)
		if why != "" {
			t.Fatal(why)
		}
		if _, forbidden := errors.AsType[*model.Forbidden](support.Repair(t.Context(), r)); fault == "rsa-sha1" &&
			!forbidden {
			t.Errorf("%s: Support may", fault)
		}
	}
}

// A change that does not exist is not made.
func TestRepairRefusesWhatIsNoChange(t *testing.T) {
	h := openInstallation(t)
	s, r, _ := h.remedy(t, "rsa-sha1")
	r.Fix = "copy_acs_url"
	if err := h.Repair(t.Context(), r); !errors.Is(err, model.ErrNotFound) {
		t.Error(err)
	}
	if _, why := s.Remedy(s.Explanation, nil); s.Explanation.Fix == "" && why == "" {
		t.Error("a verdict without an offer has a remedy")
	}
}
