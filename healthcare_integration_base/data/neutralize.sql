-- A copy of a database never sends, fetches or accepts.
-- Closed doors, no polling, nothing to send with.
UPDATE healthcare_connection
   SET state = 'draft', environment = 'test'
 WHERE state <> 'retired';
UPDATE healthcare_credential
   SET sealed = NULL, digest = NULL, active = FALSE;
-- What was about to leave the original never leaves the copy, whoever goes live in it.
UPDATE healthcare_message
   SET state = 'dead', code = 'copy.neutralized', lease_token = NULL, lease_until = NULL
 WHERE direction = 'out'
   AND state IN ('draft', 'due', 'leased', 'sending', 'retry', 'uncertain');
-- And the switch that stops everything else.
INSERT INTO ir_config_parameter (key, value)
VALUES ('healthcare.stopped', 'This is a neutralized copy.')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;
