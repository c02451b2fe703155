package history

import (
	"context"
	"errors"
	"fmt"

	"gatehouse/auditlog"
	"gatehouse/model"
	"gatehouse/service/core"
)

// auditKey is the key that signs checkpoints.
type auditKey struct {
	Sealed   []byte `json:"sealed"`
	Verifier string `json:"verifier"`
	Revision uint64 `json:"-"`
}

const auditKeyID model.ID = "audit-key"

func (k auditKey) RecordKey() (model.Kind, model.ID) { return model.KindSetting, auditKeyID }

func (k auditKey) RecordParent() model.ID { return "" }

func (k auditKey) RecordNames() []string { return nil }

func (k auditKey) RecordRevision() uint64 { return k.Revision }

func (k auditKey) AtRevision(r uint64) model.Noun { k.Revision = r; return k }

// Checkpoint signs what the audit log is now, for a copy elsewhere. It is "" while the
// log is empty.
func (s Service) Checkpoint(ctx context.Context) (string, error) {
	s, err := pass(s.core.Do(ctx, model.ActMaintain, core.Everything))
	if err != nil {
		return "", err
	}
	head, err := s.core.AuditHead(ctx)
	if err != nil || head.Size == 0 {
		return "", err
	}
	key, err := s.signingKey(ctx)
	if err != nil {
		return "", err
	}
	signer, err := s.core.Secrets.Open(key.Sealed, string(auditKeyID))
	if err != nil {
		return "", fmt.Errorf("the key of the audit log: %w", err)
	}
	return auditlog.Sign(head, string(signer))
}

// signingKey is made when it is first needed.
func (s Service) signingKey(ctx context.Context) (auditKey, error) {
	key, err := core.Read[auditKey](ctx, s.core.Store, model.KindSetting, auditKeyID)
	if none, err := core.Missing(err); err != nil || !none {
		return key, err
	}
	signer, verifier, err := auditlog.NewKey()
	if err != nil {
		return key, err
	}
	key = auditKey{Sealed: s.core.Secrets.Seal([]byte(signer), string(auditKeyID)), Verifier: verifier}
	if err := s.core.ApplyQuietly(ctx, core.Created(key)); errors.Is(err, model.ErrConflict) {
		return core.Read[auditKey](ctx, s.core.Store, model.KindSetting, auditKeyID) // somebody else was faster
	} else if err != nil {
		return key, err
	}
	return key, nil
}
