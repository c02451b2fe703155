package api

import (
	"errors"
	"net/http"

	"gatehouse/model"
	"gatehouse/storage"
)

// Refusal is how a resource refuses what an app asked: the status, and an [Error] or, if
// single fields are wrong, a [FieldsError]. missing says what is not there, of
// [model.ErrNotFound]. A failure of ours is none: ok is false.
func Refusal(err error, missing string) (status int, body any, ok bool) {
	if field, ok := errors.AsType[*model.FieldError](err); ok {
		status, body = refusedField(field)
		return status, body, true
	}
	if invited, ok := errors.AsType[*model.AlreadyInvited](err); ok {
		return http.StatusConflict, Error{invited.Error(), "invitation_already_active"}, true
	}
	if errors.Is(err, model.ErrNotFound) {
		return http.StatusNotFound, Error{Message: missing, Code: "entity_not_found"}, true
	}
	return 0, nil, false
}

// refusedField has a code of its own where the SDKs' documentation has one.
func refusedField(field *model.FieldError) (status int, body any) {
	if taken, ok := errors.AsType[*storage.NameTaken](field.Err); ok {
		switch kind, _ := model.ParseName(taken.Name); kind {
		case model.NameExternal:
			return http.StatusBadRequest, Error{field.Error(), "external_id_already_used"}
		case model.NameDomain:
			return http.StatusConflict, Error{field.Error(), "domain_already_exists"}
		case model.NameITContact:
			return http.StatusConflict, Error{field.Error(), "it_contact_already_exists"}
		case model.NameWebhook:
			return http.StatusConflict, Error{field.Error(), "duplicate_endpoint"}
		}
	}
	switch {
	case errors.Is(field.Err, model.ErrHasDomain):
		return http.StatusConflict, Error{field.Error(), "domain_already_exists"}
	case field.Field == "endpoint_url":
		refused := RefuseField(field.Field, "invalid_url", field.Error())
		refused.Code = "invalid_url"
		return http.StatusUnprocessableEntity, refused
	case field.Field == "metadata":
		return http.StatusBadRequest, Error{field.Error(), "invalid_metadata"}
	}
	return http.StatusUnprocessableEntity, RefuseField(field.Field, "invalid", field.Error())
}
