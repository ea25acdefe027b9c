export { type CommitteeMember, type GetCommitteeParams, getCommittee } from './verifyBlock/committee.ts';
export { type BlockCheck, type CheckName, verifyBlock } from './verifyBlock/verifyBlock.ts';
