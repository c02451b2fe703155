<?php
$way = json_decode(file_get_contents(getenv('INTEROP_DIR') . '/way.json'), true);
$metadata['__DYNAMIC:1__'] = [
    'host' => '__DEFAULT__',
    'privatekey' => 'idp.key',
    'certificate' => 'idp.crt',
    'auth' => 'users',
    // Whether the assertion is signed is for WantAssertionsSigned in the service
    // provider's metadata to say.
    'saml20.sign.response' => $way['signed'] !== 'assertion',
    'assertion.encryption' => $way['encrypted'],
    'authproc' => [
        3 => [
            'class' => 'saml:AttributeNameID',
            'attribute' => 'uid',
            'Format' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
        ],
    ],
];
