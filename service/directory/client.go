package directory

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"gatehouse/model"
	"gatehouse/scim"
	"gatehouse/service/core"
)

// DirectoryClient gives the principal that a token proves at the address of a directory. A *scim.Error says why
// it proves none, in words for the IT admin, and stands in the log of the directory; an address that tries too often is
// *model.RateLimited.
func (s Service) DirectoryClient(ctx context.Context, key, authorization string, q Request) (model.Principal, error) {
	s, err := s.pass(s.core.See(ctx, model.ActProveIdentity, core.Nothing))
	if err != nil {
		return model.Principal{}, err
	}
	d, err := core.ReadNamed[model.Directory](ctx, s.core.Store, model.NameDirectory.Of(key))
	nowhere, err := core.Missing(err)
	if err != nil {
		return model.Principal{}, err
	}
	t, refused, err := s.proof(ctx, d, bearer(authorization))
	if err != nil {
		return model.Principal{}, err
	}
	if refused == nil && !nowhere {
		return d.Client(t), s.used(ctx, t, s.core.Now())
	}
	if err := s.core.Rates.Stranger(q.By.Peer); err != nil {
		return model.Principal{}, err
	}
	if nowhere {
		return model.Principal{}, refused
	}
	return model.Principal{}, s.turnedAway(ctx, d, q, refused)
}

// bearer is the token in a header, whatever the case of its scheme, or without one: Okta sends what was typed.
func bearer(authorization string) string {
	token := strings.TrimSpace(authorization)
	if scheme, rest, _ := strings.Cut(token, " "); strings.EqualFold(scheme, "bearer") {
		token = strings.TrimSpace(rest)
	}
	return token
}

// proof is the token of a directory, or why what was sent is none. A directory without an id is one that is not there.
func (s Service) proof(ctx context.Context, d model.Directory, secret string) (
	t model.DirectoryToken, refused *scim.Error, err error) {
	if d.ByFile() {
		return t, refusal(d, "token_unknown", "The people of this directory come as a file. Switch provisioning off, "+
			"or ask for a directory that your provider can reach."), nil
	}
	if secret == "" {
		return t, refusal(d, "token_missing", "No token was sent. Paste the bearer token into your provider."), nil
	}
	t, err = core.ReadNamed[model.DirectoryToken](ctx, s.core.Store, model.NameDirectoryToken.Of(hashOf(secret)))
	unknown, err := core.Missing(err)
	switch {
	case err != nil:
		return t, nil, err
	case unknown:
		return t, refusal(d, "token_unknown",
			"This token was never issued here. Paste it again, as a whole and without spaces."), nil
	case !t.Revoked.IsZero():
		return t, refusal(d, "token_revoked", fmt.Sprintf(
			"This token was revoked on %s. Use another one of this directory.",
			t.Revoked.Format("2 January 2006"))), nil
	case t.DirectoryID != d.ID:
		return t, s.elsewhere(ctx, d, t), nil
	}
	return t, nil, nil
}

// elsewhere says why a good token is none here: its directory is deleted, or the address is that of another.
func (s Service) elsewhere(ctx context.Context, d model.Directory, t model.DirectoryToken) *scim.Error {
	_, err := s.record(ctx, t.DirectoryID)
	if gone, _ := core.Missing(err); gone {
		return &scim.Error{Status: http.StatusNotFound, Code: "directory_deleted",
			Detail: "This directory was deleted or reset. Ask for a new endpoint and a new token, or switch " +
				"provisioning off."}
	}
	return refusal(d, "token_other_directory", "The endpoint and the token do not belong together. Copy both again.")
}

// refusal is 401 at the address of a directory, and 404 where there is none.
func refusal(d model.Directory, code, detail string) *scim.Error {
	if d.ID == "" {
		return &scim.Error{Status: http.StatusNotFound, Code: "wrong_path",
			Detail: "There is no directory at this address. Copy the endpoint again, as a whole."}
	}
	return &scim.Error{Status: http.StatusUnauthorized, Code: code, Detail: detail}
}

// turnedAway notes in the log of a directory that somebody came without a good token: once a minute for each
// address and cause. It gives why they were refused.
func (s Service) turnedAway(ctx context.Context, d model.Directory, q Request, refused *scim.Error) error {
	now := s.core.Now()
	if !s.state.firstInMinute(visit{d.ID, q.By.Peer, refused.Code}, now) {
		return refused
	}
	q.Body = nil // of a stranger
	l := s.logOf(d, q, now)
	l.Token, l.Status, l.Verdict = "", refused.Status, model.DirectoryRefused
	l.Cause, l.Detail = model.DirectoryCause(refused.Code), refused.Detail
	if err := s.core.Store.LogDirectory(ctx, l); err != nil {
		return err
	}
	return refused
}
