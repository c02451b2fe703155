package directory

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"gatehouse/model"
	"gatehouse/service/access"
	"gatehouse/service/core"
)

// newToken makes a token of a directory, and the secret to show once. Identity providers are given it
// as it is, so it has no character that they could take for something else.
func (s Service) newToken(d model.Directory, now time.Time) (model.DirectoryToken, string) {
	secret := access.NewSecret("")
	return model.DirectoryToken{ID: s.core.NewID(model.PrefixDirectoryToken, now), DirectoryID: d.ID,
		EnvironmentID: d.EnvironmentID, OrganizationID: d.OrganizationID, Hint: secret[len(secret)-4:],
		Hash: hashOf(secret), Created: now}, secret
}

// firstToken is the token that is made together with a directory, and its secret: none if people come as a file.
func (s Service) firstToken(d model.Directory) (secret string, made []core.Edit) {
	if d.ByFile() {
		return "", nil
	}
	t, secret := s.newToken(d, d.Created)
	return secret, []core.Edit{core.Created(t)}
}

// needsTokens refuses tokens to a directory whose people come as a file.
func needsTokens(d model.Directory) error {
	if d.ByFile() {
		return model.Refuse("token", "import a file, or change its type first",
			"the people of %s come as a file", d.Name)
	}
	return nil
}

func hashOf(secret string) string {
	h := model.HashOf(secret)
	return hex.EncodeToString(h[:])
}

// DirectoryTokens lists the tokens of a directory, those that were revoked, too.
func (s Service) DirectoryTokens(ctx context.Context, directory model.ID) ([]model.DirectoryToken, error) {
	s, err := s.pass(s.core.See(ctx, model.ActSeeDirectories, core.OfDirectory(directory)))
	if err != nil {
		return nil, err
	}
	return core.ReadAll[model.DirectoryToken](ctx, s.core.Store, model.KindDirectoryToken, directory, "", 0)
}

// CreateDirectoryToken makes another token, which is given once. Two are good at once at most: who moves
// from one to another revokes the old one before they make a third.
func (s Service) CreateDirectoryToken(ctx context.Context, directory model.ID) (model.DirectoryToken, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeDirectory, core.OfDirectory(directory)))
	if err != nil {
		return model.DirectoryToken{}, "", err
	}
	d, err := s.record(ctx, directory)
	if err == nil {
		err = needsTokens(d)
	}
	if err != nil {
		return model.DirectoryToken{}, "", err
	}
	all, err := s.DirectoryTokens(ctx, directory)
	if err != nil {
		return model.DirectoryToken{}, "", err
	}
	live := 0
	for _, t := range all {
		if t.Revoked.IsZero() {
			live++
		}
	}
	if live >= model.MaxDirectoryTokens {
		return model.DirectoryToken{}, "", tooManyTokens()
	}
	// The directory moves on with its tokens, so that two who make one at once do not make three.
	now := s.core.Now()
	moved := d
	moved.Updated = now
	t, secret := s.newToken(d, now)
	err = s.core.Apply(ctx, "created a token of the directory "+d.Name, core.Changed(d, moved), core.Created(t))
	return t, secret, err
}

// ReissueDirectoryToken makes another token in the place of those that no identity provider has used, which end. It is
// for who works without a list of tokens: one that was lost before it was pasted costs nothing.
func (s Service) ReissueDirectoryToken(ctx context.Context, directory model.ID) (model.DirectoryToken, string, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeDirectory, core.OfDirectory(directory)))
	if err != nil {
		return model.DirectoryToken{}, "", err
	}
	for tries := 1; ; tries++ {
		t, secret, err := s.reissue(ctx, directory)
		if !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return t, secret, err
		}
	}
}

func (s Service) reissue(ctx context.Context, directory model.ID) (t model.DirectoryToken, secret string, err error) {
	d, err := s.record(ctx, directory)
	if err == nil {
		err = needsTokens(d)
	}
	if err != nil {
		return t, "", err
	}
	all, err := s.DirectoryTokens(ctx, directory)
	if err != nil {
		return t, "", err
	}
	now := s.core.Now()
	moved := d
	moved.Updated = now
	edits, kept := []core.Edit{core.Changed(d, moved)}, 0
	for _, old := range all {
		switch {
		case !old.Revoked.IsZero():
		case old.Used.IsZero():
			ended := old
			ended.Revoked = now
			edits = append(edits, core.Changed(old, ended))
		default:
			kept++
		}
	}
	if kept >= model.MaxDirectoryTokens {
		return t, "", tooManyTokens()
	}
	t, secret = s.newToken(d, now)
	return t, secret, s.core.Apply(ctx, "created a token of the directory "+d.Name, append(edits, core.Created(t))...)
}

func tooManyTokens() error {
	return model.Refuse("token", "revoke the one that is not used any more first",
		"is one too many: %d are good at once", model.MaxDirectoryTokens)
}

// RevokeDirectoryToken ends a token at once.
func (s Service) RevokeDirectoryToken(ctx context.Context, id model.ID) (model.DirectoryToken, error) {
	s, err := s.pass(s.core.Do(ctx, model.ActChangeDirectory, core.Of(model.KindDirectoryToken, id)))
	if err != nil {
		return model.DirectoryToken{}, err
	}
	for tries := 1; ; tries++ {
		t, err := core.Read[model.DirectoryToken](ctx, s.core.Store, model.KindDirectoryToken, id)
		if err != nil || !t.Revoked.IsZero() {
			return t, err
		}
		ended := t
		ended.Revoked = s.core.Now()
		action := fmt.Sprintf("revoked the token …%s of a directory", t.Hint)
		if d, err := s.record(ctx, t.DirectoryID); err == nil {
			action = fmt.Sprintf("revoked the token …%s of the directory %s", t.Hint, d.Name)
		}
		err = s.core.Apply(ctx, action, core.Changed(t, ended))
		if !errors.Is(err, model.ErrConflict) || tries == core.MaxRevisions {
			return ended, err
		}
	}
}

// used notes to the minute that a token is in use.
func (s Service) used(ctx context.Context, t model.DirectoryToken, now time.Time) error {
	if now.Sub(t.Used) < time.Minute {
		return nil
	}
	used := t
	used.Used = now.Truncate(time.Minute)
	err := s.core.ApplyQuietly(ctx, core.Changed(t, used))
	if errors.Is(err, model.ErrConflict) {
		return nil // another request has noted it, or the token was revoked just now
	}
	return err
}
